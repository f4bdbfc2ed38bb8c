package io.herald.dns.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.mesos.credentials.Authorization;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration's authentication makes of a request. */
class MasterLoginTest {

  @TempDir private Path folder;

  private static DnsConfig.Mesos mesos(Map<String, String> options) throws Exception {
    Map<String, String> all = new HashMap<>(options);
    all.put("masters", "127.0.0.1:5050");
    return new DnsConfigReader().options(all).read().mesos();
  }

  private static Optional<Authorization> login(DnsConfig.Mesos mesos) {
    return MasterLogin.of(mesos, Optional.empty(), Clock.systemUTC());
  }

  private DnsConfig.Mesos iam(String key, String endpoint) throws Exception {
    Path file = folder.resolve("iam.json");
    Files.writeString(
        file,
        "{\"uid\":\"herald\",\"private_key\":\""
            + key
            + "\",\"login_endpoint\":\""
            + endpoint
            + "\"}");
    return mesos(Map.of("mesos-authentication", "iam", "iam-config-file", file.toString()));
  }

  @Test
  void withoutAuthenticationNothingIsSent() throws Exception {
    assertThat(login(mesos(Map.of()))).isEmpty();
  }

  @Test
  void basicSendsTheCredentials() throws Exception {
    Map<String, String> options =
        Map.of("mesos-authentication", "basic", "mesos-credentials", "user:word");
    assertThat(login(mesos(options)).orElseThrow().header())
        .isEqualTo("Basic " + Base64.getEncoder().encodeToString("user:word".getBytes(UTF_8)));
  }

  @Test
  void iamSendsTheTokenOfItsEndpoint() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/login",
        exchange -> {
          byte[] body = "{\"token\":\"abc\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      byte[] key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
      String pem =
          "-----BEGIN PRIVATE KEY-----\\n"
              + Base64.getEncoder().encodeToString(key)
              + "\\n-----END PRIVATE KEY-----\\n";
      String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/login";
      assertThat(login(iam(pem, endpoint)).orElseThrow().header()).isEqualTo("token=abc");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anIamKeyThatIsNoneIsRefusedWithTheFilesName() throws Exception {
    DnsConfig.Mesos mesos = iam("secret", "http://127.0.0.1:1/login");
    assertThatThrownBy(() -> login(mesos))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("IAMConfigFile \"" + mesos.iamConfigFile() + "\" can't be used")
        .hasMessageContaining("\"private_key\"")
        .hasMessageNotContaining("secret");
  }
}
