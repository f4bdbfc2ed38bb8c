package io.herald.executor.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What this machine is called. */
class HostAddressesTest {

  @ParameterizedTest(name = "HOST={0}, own name {1}, --announcer-hostname {2}: {3}")
  @CsvSource({
    "marathon1, own, given, marathon1",
    "marathon1, , , marathon1",
    "' ', own, given, own",
    ", own, , own",
    ", , given, given",
  })
  void theFirstNameThatThereIs(String variable, String own, String given, String name) {
    Map<String, String> environment = variable == null ? Map.of() : Map.of("HOST", variable);
    HostAddresses host =
        HostAddresses.of(environment, Optional.ofNullable(given), () -> resolved(own));
    assertThat(host.hostname()).isEqualTo(name);
  }

  @Test
  void withoutAnyTheRemedyIsTold() {
    assertThatThrownBy(() -> HostAddresses.of(Map.of(), Optional.empty(), () -> resolved(null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "This machine's own name does not resolve (vm: unknown): give --announcer-hostname,"
                + " or set the variable HOST.");
  }

  private static String resolved(String own) throws UnknownHostException {
    if (own == null) {
      throw new UnknownHostException("vm: unknown");
    }
    return own;
  }
}
