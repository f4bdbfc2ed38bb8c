package io.herald.executor.lifecycle;

import io.herald.executor.process.TaskProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the requests of an {@link HttpStop}: POST without a body, one second each. Any answer, of
 * whatever status, is worth its wait; a request without one is followed by the next at once.
 */
final class HttpStopRequests {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(HttpStopRequests.class);

  private HttpStopRequests() {}

  /**
   * Asks the task to end, for as long as it runs.
   *
   * @return whether its process has ended
   */
  static boolean send(HttpStop stop, TaskProcess process) throws InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(TIMEOUT)
            .build();
    for (HttpStop.Ask ask : stop.asks()) {
      if (process.awaitExit(Duration.ZERO)) {
        return true;
      }
      if (answered(client, ask) && process.awaitExit(ask.patience())) {
        return true;
      }
    }
    return process.awaitExit(Duration.ZERO);
  }

  private static boolean answered(HttpClient client, HttpStop.Ask ask) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(ask.uri())
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      log.info("POST {} was answered with {}", ask.uri(), status);
      return true;
    } catch (IOException e) {
      log.info("POST {} got no answer: {}", ask.uri(), e.toString());
      return false;
    }
  }
}
