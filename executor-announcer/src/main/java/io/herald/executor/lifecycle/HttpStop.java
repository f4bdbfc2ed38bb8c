package io.herald.executor.lifecycle;

import io.herald.executor.probe.ProbeClient;
import io.herald.proto.handoff.HttpLifecycle;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requests that request a task to end before it is signalled: Aurora's HTTP life cycle, first
 * the polite one, then the firm one.
 */
public record HttpStop(List<Request> requests) {

  /**
   * One request.
   *
   * @param patience how long the task may take to end if it answered
   */
  public record Request(URI uri, Duration patience) {}

  public HttpStop {
    requests = List.copyOf(requests);
  }

  /**
   * The requests of a hand-off.
   *
   * @param ports number by resolved name
   * @return absent if the task has no such port
   * @throws IllegalArgumentException with a sentence, if an endpoint is not a path of a URL
   */
  static Optional<HttpStop> of(HttpLifecycle http, Map<String, Integer> ports) {
    Integer port = ports.get(http.getPort());
    if (port == null) {
      return Optional.empty();
    }
    return Optional.of(
        new HttpStop(
            List.of(
                request(
                    "graceful_shutdown",
                    http.getTls(),
                    port,
                    http.getGracefulShutdownEndpoint(),
                    http.getGracefulShutdownWaitSecs()),
                request(
                    "shutdown",
                    http.getTls(),
                    port,
                    http.getShutdownEndpoint(),
                    http.getShutdownWaitSecs()))));
  }

  HttpStop atMost(Duration each) {
    return new HttpStop(
        requests.stream()
            .map(
                request ->
                    request.patience().compareTo(each) <= 0
                        ? request
                        : new Request(request.uri(), each))
            .toList());
  }

  private static Request request(
      String name, boolean tls, int port, String endpoint, double waitSecs) {
    if (!(waitSecs >= 0)) {
      throw new IllegalArgumentException(
          "lifecycle.http." + name + "_wait_secs = " + waitSecs + ": must be at least 0.");
    }
    try {
      return new Request(
          ProbeClient.local(tls, port, endpoint), Duration.ofNanos(Math.round(waitSecs * 1e9)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "lifecycle.http."
              + name
              + "_endpoint = \""
              + endpoint
              + "\" is not a URL path; write one like /quitquitquit.",
          e);
    }
  }
}
