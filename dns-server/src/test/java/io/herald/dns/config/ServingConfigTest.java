package io.herald.dns.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.dns.access.UdpSizes;
import io.herald.settings.SettingsException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parameters of how DNS is answered that Mesos-DNS doesn't have. */
class ServingConfigTest {

  @Test
  void withoutASizeNearClientsGetLongerDatagrams() throws Exception {
    assertThat(read(Map.of()).answers().udpSizes()).isEqualTo(new UdpSizes(4096, 1232));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "edns-udp-size, 511, it must be 512 to 65535",
    "answer-limit, -1, it must be 0 to 65535",
    "tcp-connections, 0, it must be 1 to 1000000",
    "tcp-connections-per-client, 0, it must be 1 to 1000000",
    "tcp-idle-seconds, 0, it must be 1 to 6553",
    "response-rate-limit, -1, it must be 0 to 1000000",
    "response-rate-slip, -1, it must be 0 to 1000000",
    "response-rate-exempt, nobody, is not a network",
    "tls-handshakes, 0, it must be 1 to 1000000",
    "tls-handshake-seconds, 0, it must be 1 to 6553",
    "tls-port, 65536, it must be 0 to 65535",
    "tls-cert-file, cert.pem, its private key is missing; give tlsKeyFile",
    "tls-key-file, key.pem, its certificate is missing; give tlsCertFile",
    "identity, 12345678901234567890123456789012345678901234567890123456789012345,"
        + " it is too long; write at most 64 bytes",
  })
  void whatIsOutOfRangeIsRefused(String option, String value, String problem) {
    assertThatThrownBy(() -> read(Map.of(option, value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("--" + option)
        .hasMessageContaining(problem);
  }

  private static DnsConfig read(Map<String, String> options) throws SettingsException {
    Map<String, String> all = new HashMap<>(options);
    all.put("masters", "127.0.0.1:5050");
    return new DnsConfigReader().options(all).read();
  }
}
