package io.herald.services.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of its ports an instance has for who names none. */
class InstancePortsTest {

  /** As {@code name/protocol}, with a star if its label says that it is the primary one. */
  private static InstancePort port(String text) {
    String[] parts = text.replace("*", "").split("/", -1);
    return new InstancePort(
        parts[0],
        31000,
        parts[1],
        false,
        text.endsWith("*") ? Map.of("io.herald.primary", "true") : Map.of("a", "b"),
        0,
        OptionalInt.empty(),
        FactSource.DISCOVERY_INFO);
  }

  @ParameterizedTest(name = "of {0}: {1}")
  @CsvSource(
      nullValues = "none",
      value = {
        "'', none",
        "admin/tcp http/tcp*, http",
        "http/tcp* admin/tcp, http",
        "admin/tcp http/tcp, admin",
        "dns/udp http/TCP, http",
        "dns/UDP any/, any",
        "dns/udp ntp/udp, dns",
        "admin/tcp dns/udp*, dns",
        "a/tcp b/tcp* c/tcp*, b",
      })
  void thePrimaryPortIsTheOneThatIsLabelledElseTheFirst(String ports, String name) {
    List<InstancePort> all = new ArrayList<>();
    for (String text : ports.isEmpty() ? new String[0] : ports.split(" ")) {
      all.add(port(text));
    }
    assertThat(InstancePorts.primary(all).map(InstancePort::name).orElse(null)).isEqualTo(name);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"true, true", "TRUE, true", "false, false", "'', false", "yes, false"})
  void onlyTrueMakesOnePrimary(String label, boolean primary) {
    InstancePort labelled =
        new InstancePort(
            "http",
            31000,
            "tcp",
            false,
            Map.of(InstancePort.PRIMARY, label),
            0,
            OptionalInt.empty(),
            FactSource.DISCOVERY_INFO);
    assertThat(labelled.isPrimary()).isEqualTo(primary);
  }
}
