package io.herald.mesos.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.herald.certificates.SelfSigned;
import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.StaticLeaderDetector;
import io.herald.mesos.recordio.RecordEncoder;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TlsTest {

  private static final SelfSigned KEYS = SelfSigned.named("master");

  private HttpsServer master;

  @BeforeEach
  void startServer() throws Exception {
    master = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    master.setHttpsConfigurator(new HttpsConfigurator(KEYS.shown()));
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
    Recorder<OperatorEvent> heard = new Recorder<>();

    try (OperatorClient client = operator(KEYS.trusted())) {
      client.subscribe(heard, new RecordedTasks());

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
}
