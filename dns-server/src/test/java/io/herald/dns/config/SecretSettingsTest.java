package io.herald.dns.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.settings.SettingsException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a parameter that is wrong, or of the configuration, never holds a password. */
class SecretSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zk|zk://user:masterpw-7411@host:99999/mesos",
        "zk|zk://user:masterpw/7411@host/mesos",
        "zk|zk://user:master@masterpw-7411@host:x/mesos",
        "zk|user:masterpw-7411@host:2181/mesos",
        "zk|http://user:masterpw-7411@host/mesos",
        "masters|user:masterpw-7411@host",
        "serverset-zk|user:masterpw-7411@host",
        "serverset-zk|zk://user:masterpw/7411@host:x",
        "mesos-credentials|masterpw-7411",
      })
  void aParameterThatIsRefusedDoesNotShowItsSecret(String flag, String value) {
    String told;
    try {
      told = new DnsConfigReader().options(withMaster(flag, value)).read().toString();
    } catch (SettingsException e) {
      told = e.problems().toString();
    }
    assertThat(told).doesNotContain("masterpw").doesNotContain("7411");
  }

  private static Map<String, String> withMaster(String flag, String value) {
    return flag.equals("masters") || flag.equals("zk")
        ? Map.of(flag, value)
        : Map.of("masters", "m:5050", flag, value);
  }
}
