package io.herald.mesos.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BodyTest {

  private final AtomicLong asked = new AtomicLong();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final Body body = new Body(Duration.ofMinutes(1));

  @BeforeEach
  void subscribe() {
    body.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long count) {
            asked.addAndGet(count);
          }

          @Override
          public void cancel() {
            cancelled.set(true);
          }
        });
  }

  @Test
  void allPiecesAreReadInTheirOrderToTheEnd() throws IOException {
    body.onNext(List.of(bytes("a"), bytes(""), bytes("bc")));
    body.onNext(List.of());
    body.onNext(List.of(bytes("def")));
    body.onComplete();

    assertThat(body.read()).isEqualTo('a');
    assertThat(body.readAllBytes()).asString().isEqualTo("bcdef");
    assertThat(body.read()).isEqualTo(-1);
  }

  @Test
  void whatCameBeforeTheConnectionBrokeIsReadBeforeTheFailure() throws IOException {
    body.onNext(List.of(bytes("SHUTDOWN")));
    body.onError(new IOException("EOF"));

    assertThat(body.readNBytes(8)).asString().isEqualTo("SHUTDOWN");
    assertThatThrownBy(body::read).hasMessage("the connection was cut").hasRootCauseMessage("EOF");
    assertThatThrownBy(body::read).hasMessage("the connection was cut");
  }

  @Test
  void noMoreIsTakenFromTheSocketThanTheReaderWillSoonRead() throws IOException {
    long ahead = asked.get();
    body.onNext(List.of(bytes("a")));
    body.onNext(List.of(bytes("b")));
    assertThat(asked).hasValue(ahead);

    assertThat(body.read()).isEqualTo('a');

    assertThat(asked).hasValue(ahead + 1);
  }

  @Test
  void closingWakesTheReader() {
    FutureTask<Integer> reader = new FutureTask<>(body::read);
    Thread thread = new Thread(reader, "reader");
    thread.start();
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);

    body.close();

    assertThatThrownBy(reader::get).hasRootCauseMessage("closed");
    assertThat(cancelled).isTrue();
  }

  @Test
  void nothingIsReadAfterClosing() {
    body.onNext(List.of(bytes("a")));
    body.close();

    assertThatThrownBy(body::read).hasMessage("closed");
  }

  @Test
  void aReaderIsNotLeftWaiting() {
    body.patience(Duration.ofMillis(10));

    assertThatThrownBy(body::read)
        .isInstanceOf(HttpTimeoutException.class)
        .hasMessage("nothing came for 0.01 s");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
