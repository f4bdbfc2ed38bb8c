package io.herald.mesos.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.StaticLeaderDetector;
import io.herald.mesos.recordio.RecordEncoder;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir Path folder;

  private KeyStore keys;
  private HttpsServer master;

  @BeforeEach
  void startServer() throws Exception {
    keys = keysOfTheMaster();
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    master = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    master.setHttpsConfigurator(new HttpsConfigurator(context));
    master.createContext(
        "/",
        exchange -> {
          byte[] body =
              exchange.getRequestURI().getPath().equals("/state")
                  ? "{}".getBytes(UTF_8)
                  : RecordEncoder.encode(Records.HEARTBEAT.toByteArray());
          try (InputStream request = exchange.getRequestBody();
              OutputStream answer = exchange.getResponseBody()) {
            request.readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            answer.write(body);
          }
        });
    master.start();
  }

  @AfterEach
  void stopServer() {
    master.stop(0);
  }

  @Test
  void aMasterWhoseCertificateIsTrustedIsTalkedToOverHttps() throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, trust.getTrustManagers(), null);
    Recorder<OperatorEvent> heard = new Recorder<>();

    try (OperatorClient client = operator(trusting)) {
      client.subscribe(heard);

      await().until(() -> !heard.events.isEmpty());
      try (InputStream state = client.get("/state")) {
        assertThat(state.readAllBytes()).asString().isEqualTo("{}");
      }
    }
  }

  @Test
  void aMasterWhoseCertificateIsNotTrustedIsNotTalkedTo() throws Exception {
    try (OperatorClient client = operator(SSLContext.getDefault())) {
      client.follow();

      assertThatThrownBy(() -> client.get("/state"))
          .isInstanceOf(CallFailedException.class)
          .hasMessageContaining("no answer from https://127.0.0.1:")
          .hasMessageContaining("certificat");
    }
  }

  private OperatorClient operator(SSLContext trust) {
    MasterAddress address = new MasterAddress("127.0.0.1", master.getAddress().getPort());
    return new OperatorClient(
        new StaticLeaderDetector(List.of(address)), Connection.plain().withTls(trust));
  }

  /** A key and its own signature; the JDK makes them with its tool alone. */
  private KeyStore keysOfTheMaster() throws Exception {
    Path file = folder.resolve("master.p12");
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=master",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(tool.getInputStream().readAllBytes(), UTF_8);
    assertThat(tool.waitFor()).as(said).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }
}
