package io.herald.catalog.source.mesos.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.herald.mesos.client.Connection;
import io.herald.mesos.client.OperatorClient;
import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.StaticLeaderDetector;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MasterReadsTest {

  static Stream<Arguments> whatMayGoWrong() {
    return Stream.of(
        arguments(
            new OutOfMemoryError("Java heap space"),
            "GET_X: the answer could not be read: not enough memory; give the process"
                + " more (-Xmx)"),
        arguments(new StackOverflowError(), "GET_X: the answer could not be read: stack overflow"),
        arguments(
            new IllegalStateException("no such thing"),
            "GET_X: the answer could not be read: no such thing"),
        arguments(new IOException("the connection was cut"), "the connection was cut"));
  }

  @ParameterizedTest
  @MethodSource("whatMayGoWrong")
  void whateverGoesWrongInAReadingIsAFailedReadingAndTheNextOneIsMade(
      Throwable wrong, String sentence) {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    try (OperatorClient client =
            new OperatorClient(
                new StaticLeaderDetector(List.of(new MasterAddress("127.0.0.1", 1))),
                Connection.plain());
        MasterReads reads = new MasterReads(client, Duration.ofMinutes(5))) {
      reads.ask("GET_X", master -> sneaky(wrong), told::add, told::add);
      reads.ask("GET_X", master -> "answered", told::add, told::add);
      await().until(() -> told.size() == 2);
      assertThat(told).containsExactlyInAnyOrder(sentence, "answered");
    }
  }

  /** Whatever is thrown passes the compiler. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> String sneaky(Throwable wrong) throws E {
    throw (E) wrong;
  }
}
