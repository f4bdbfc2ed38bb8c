package io.herald.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.mesos.client.ScriptedServer.Answer;
import io.herald.mesos.codec.MessageFormat;
import io.herald.mesos.leader.StaticLeaderDetector;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.mesos.v1.master.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A master that says that it does not lead is left at once, though its stream is still open. */
class LostLeadershipTest {

  private static final Path WIRE =
      Path.of("src/test/resources/captures/v1-subscribe-failover-old-leader.json.recordio.wire");

  private final Recorder<Event> heard = new Recorder<>();
  private ScriptedServer first;
  private ScriptedServer second;
  private OperatorClient client;

  @BeforeEach
  void start() throws Exception {
    first = new ScriptedServer();
    second = new ScriptedServer();
    byte[] wire = Files.readAllBytes(WIRE);
    first.answer(new Answer(wire, false));
    client =
        new OperatorClient(
            new StaticLeaderDetector(List.of(first.address(), second.address())),
            Connection.plain().withFormat(MessageFormat.JSON));
    client.subscribe(heard);
    await().until(() -> heard.events.size() == 2);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    first.close();
    second.close();
  }

  @Test
  void aRedirectElsewhereMovesTheStreamThere() throws Exception {
    byte[] wire = Files.readAllBytes(WIRE);
    first.answer(
        Answer.of(
            "HTTP/1.1 307 Temporary Redirect\nLocation: //" + second.address() + "/master/slaves",
            ""));
    second.answer(Answer.of("HTTP/1.1 200 OK", "{}")).answer(new Answer(wire, false));

    try (InputStream answer = client.get("/slaves")) {
      assertThat(answer.readAllBytes()).hasSize(2);
    }

    await().until(() -> heard.connects == 2 && heard.events.size() == 4);
    assertThat(first.openConnections()).isZero();
    assertThat(second.requests().get(1)).startsWith("POST /api/v1");
    assertThat(heard.reasons)
        .singleElement()
        .asString()
        .contains("it says that " + second.address() + " leads");
  }

  @Test
  void aRedirectToAnotherPathOfTheSameMasterMeansNothing() throws Exception {
    first
        .answer(Answer.of("HTTP/1.1 307 Temporary Redirect\nLocation: /master/slaves", ""))
        .answer(Answer.of("HTTP/1.1 200 OK", "{}"));
    try (InputStream answer = client.get("/slaves")) {
      assertThat(answer.readAllBytes()).hasSize(2);
    }
    assertThat(first.openConnections()).isEqualTo(1);
    assertThat(heard.reasons).isEmpty();
  }

  @Test
  void aMasterThatKnowsNoLeaderIsLeftForTheNext() throws Exception {
    byte[] wire = Files.readAllBytes(WIRE);
    first.answer(Answer.of("HTTP/1.1 503 Service Unavailable", "No leader elected"));
    second.answer(new Answer(wire, false));

    assertThatThrownBy(() -> client.get("/slaves")).hasMessageContaining("No leader elected");

    await().until(() -> heard.connects == 2 && heard.events.size() == 4);
    assertThat(first.openConnections()).isZero();
    assertThat(second.requests()).hasSize(1);
  }
}
