package io.herald.catalog.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.herald.catalog.follow.FollowSettings.Login;
import io.herald.catalog.follow.FollowSettings.Masters;
import io.herald.mesos.credentials.Authorization;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the settings' login makes of a request, and that it stays while they mean the same. */
class MasterClientsTest {

  @TempDir private Path folder;

  private final MasterClients clients = new MasterClients(Clock.systemUTC());

  private static Masters masters(Optional<Login> login) {
    Masters masters = Masters.at("127.0.0.1:5050");
    return new Masters(
        masters.zooKeeper(),
        masters.addresses(),
        masters.refresh(),
        masters.stateTimeout(),
        masters.answerLimit(),
        masters.tls(),
        login);
  }

  private Optional<Authorization> login(Login login) {
    return clients.login(masters(Optional.of(login)));
  }

  private Login.Iam iam(String key, String endpoint) throws Exception {
    Path file = folder.resolve("iam.json");
    Files.writeString(
        file,
        "{\"uid\":\"herald\",\"private_key\":\""
            + key
            + "\",\"login_endpoint\":\""
            + endpoint
            + "\"}");
    return new Login.Iam("IAMConfigFile", file);
  }

  private static String newKey() throws Exception {
    byte[] key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
    return "-----BEGIN PRIVATE KEY-----\\n"
        + Base64.getEncoder().encodeToString(key)
        + "\\n-----END PRIVATE KEY-----\\n";
  }

  @Test
  void withoutAuthenticationNothingIsSent() throws Exception {
    assertThat(clients.login(masters(Optional.empty()))).isEmpty();
  }

  @Test
  void basicSendsTheCredentials() throws Exception {
    assertThat(login(new Login.Basic("user", "word")).orElseThrow().header())
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
      String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/login";
      assertThat(login(iam(newKey(), endpoint)).orElseThrow().header()).isEqualTo("token=abc");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anIamKeyThatIsNoneIsRefusedWithTheFilesName() throws Exception {
    Login.Iam iam = iam("secret", "http://127.0.0.1:1/login");
    assertThatThrownBy(() -> login(iam))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("IAMConfigFile \"" + iam.file() + "\" can't be used")
        .hasMessageContaining("\"private_key\"")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aLoginStaysAsLongAsItsFileDoes() throws Exception {
    Login.Iam iam = iam(newKey(), "http://127.0.0.1:1/login");
    Authorization first = login(iam).orElseThrow();
    assertThat(login(iam).orElseThrow()).isSameAs(first);
    assertThat(login(iam(newKey(), "http://127.0.0.1:1/login")).orElseThrow()).isNotSameAs(first);
  }
}
