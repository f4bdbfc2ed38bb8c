package io.herald.dns.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parameters of how DNS is answered that Mesos-DNS doesn't have. */
class ServingConfigTest {

  @Test
  void everyParameterIsRead() throws Exception {
    DnsConfig.Dns dns =
        read(Map.of(
                "listener", "10.0.0.1, ::1",
                "edns-udp-size", "4096",
                "answer-limit", "8",
                "identity", "dns-1",
                "version-bind", "false",
                "tcp-connections", "20",
                "tcp-connections-per-client", "5",
                "tcp-idle-seconds", "30",
                "tls-cert-file", "cert.pem",
                "tls-key-file", "key.pem"))
            .dns();
    assertThat(dns.serving())
        .isEqualTo(
            new DnsConfig.Serving(
                4096,
                8,
                "dns-1",
                false,
                20,
                5,
                Duration.ofSeconds(30),
                Optional.of(new DnsConfig.Tls(853, "cert.pem", "key.pem"))));
    assertThat(dns.listeners()).containsExactly("10.0.0.1", "::1");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "edns-udp-size, 511, it must be 512 to 65535",
    "answer-limit, -1, it must be 0 to 65535",
    "tcp-connections, 0, it must be 1 to 1000000",
    "tcp-connections-per-client, 0, it must be 1 to 1000000",
    "tcp-idle-seconds, 0, it must be 1 to 6553",
    "tls-port, 65536, it must be 0 to 65535",
    "tls-cert-file, cert.pem, its private key is missing; give tlsKeyFile",
    "tls-key-file, key.pem, its certificate is missing; give tlsCertFile",
    "identity, 12345678901234567890123456789012345678901234567890123456789012345,"
        + " it is too long; write at most 64 bytes",
  })
  void whatIsOutOfRangeIsRefused(String option, String value, String problem) {
    assertThatThrownBy(() -> read(Map.of(option, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--" + option)
        .hasMessageContaining(problem);
  }

  private static DnsConfig read(Map<String, String> options) throws ConfigException {
    Map<String, String> all = new HashMap<>(options);
    all.put("masters", "127.0.0.1:5050");
    return new DnsConfigReader().options(all).read();
  }
}
