package io.herald.executor.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.executor.options.AddressMode;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What this machine is called. */
class HostAddressesTest {

  private static final Map<String, String> CONTAINER = Map.of("MESOS_CONTAINER_IP", "172.16.0.9");

  @ParameterizedTest(name = "HOST={0}, own name {1}, --announcer-hostname {2}, mode {3}: {4}")
  @CsvSource({
    "marathon1, own, given, HOSTNAME, marathon1",
    "marathon1, , , HOSTNAME, marathon1",
    "' ', own, given, HOSTNAME, own",
    ", own, , HOSTNAME, own",
    ", , given, HOSTNAME, given",
    ", own, , IP, own",
    ", , given, IP, given",
    ", , , IP, 172.16.0.9",
    ", , , CONTAINER_IP, 172.16.0.9",
    "marathon1, , , CONTAINER_IP, marathon1",
  })
  void theFirstNameThatThereIs(
      String variable, String own, String given, AddressMode mode, String name) {
    Map<String, String> environment = new HashMap<>(CONTAINER);
    if (variable != null) {
      environment.put("HOST", variable);
    }
    HostAddresses host =
        HostAddresses.of(environment, Optional.ofNullable(given), mode, () -> resolved(own));
    assertThat(host.hostname()).isEqualTo(name);
  }

  @Test
  void whoAnnouncesAnAddressNeedsNoNameThatResolves() {
    HostAddresses host =
        HostAddresses.of(CONTAINER, Optional.empty(), AddressMode.IP, () -> resolved(null));
    assertThat(AddressMode.IP.host(host.hostname(), host)).isEqualTo("172.16.0.9");
    assertThat(AddressMode.CONTAINER_IP.host(host.hostname(), host)).isEqualTo("172.16.0.9");
  }

  @Test
  void withoutAnyTheRemedyIsTold() {
    assertThatThrownBy(
            () ->
                HostAddresses.of(
                    CONTAINER, Optional.empty(), AddressMode.HOSTNAME, () -> resolved(null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "this machine has no name to announce (the host name \"vm\" does not resolve here); give --announcer-hostname, or --announcer-address ip or container-ip, or set the variable HOST");
  }

  private static String resolved(String own) throws UnknownHostException {
    if (own == null) {
      throw new UnknownHostException("vm: vm: Name or service not known");
    }
    return own;
  }
}
