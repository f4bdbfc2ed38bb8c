package io.herald.executor.lifecycle;

import io.herald.executor.probe.Question;
import io.herald.proto.handoff.HttpLifecycle;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requests that ask a task to end before it is signalled: Aurora's HTTP life cycle, first the
 * polite one, then the firm one.
 */
public record HttpStop(List<Ask> asks) {

  /**
   * One request.
   *
   * @param patience how long the task may take to end if it answered
   */
  public record Ask(URI uri, Duration patience) {}

  public HttpStop {
    asks = List.copyOf(asks);
  }

  /**
   * The requests of a hand-off.
   *
   * @param ports number by resolved name
   * @return absent if the task has no such port
   * @throws IllegalArgumentException with a sentence, if an endpoint is no path of a URL
   */
  static Optional<HttpStop> of(HttpLifecycle http, Map<String, Integer> ports) {
    Integer port = ports.get(http.getPort());
    if (port == null) {
      return Optional.empty();
    }
    return Optional.of(
        new HttpStop(
            List.of(
                ask(
                    "graceful_shutdown",
                    http.getTls(),
                    port,
                    http.getGracefulShutdownEndpoint(),
                    http.getGracefulShutdownWaitSecs()),
                ask(
                    "shutdown",
                    http.getTls(),
                    port,
                    http.getShutdownEndpoint(),
                    http.getShutdownWaitSecs()))));
  }

  HttpStop atMost(Duration each) {
    return new HttpStop(
        asks.stream()
            .map(ask -> ask.patience().compareTo(each) <= 0 ? ask : new Ask(ask.uri(), each))
            .toList());
  }

  private static Ask ask(String name, boolean tls, int port, String endpoint, double waitSecs) {
    if (!(waitSecs >= 0)) {
      throw new IllegalArgumentException(
          "lifecycle.http." + name + "_wait_secs = " + waitSecs + ": must be at least 0.");
    }
    try {
      return new Ask(
          Question.local(tls, port, endpoint), Duration.ofNanos(Math.round(waitSecs * 1e9)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "lifecycle.http."
              + name
              + "_endpoint = \""
              + endpoint
              + "\": not a path of a URL; write one like /quitquitquit.",
          e);
    }
  }
}
