package io.herald.executor.lifecycle;

import io.herald.executor.probe.HttpReply;
import io.herald.executor.probe.ProbeClient;
import io.herald.executor.process.TaskProcess;
import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the requests of an {@link HttpStop}: POST without a body, one second each, each on a
 * connection of its own, so that none keeps a task from its end. After any answer, whatever its
 * status, the task gets its time; a request without one is followed by the next at once.
 */
final class HttpStopRequests {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** Read to its end, so that the writer is not cut off. */
  private static final int SHORT_BODY = 8 * 1024;

  private static final Logger log = LoggerFactory.getLogger(HttpStopRequests.class);

  private HttpStopRequests() {}

  /**
   * Asks the task to end, for as long as it runs.
   *
   * @return whether its process has ended
   */
  static boolean send(HttpStop stop, TaskProcess process) throws InterruptedException {
    ProbeClient client = new ProbeClient();
    for (HttpStop.Request request : stop.requests()) {
      if (process.awaitExit(Duration.ZERO)) {
        return true;
      }
      if (answered(client, request) && process.awaitExit(request.patience())) {
        return true;
      }
    }
    return process.awaitExit(Duration.ZERO);
  }

  private static boolean answered(ProbeClient client, HttpStop.Request request)
      throws InterruptedException {
    try {
      HttpReply reply = client.post(request.uri(), SHORT_BODY, TIMEOUT);
      log.info("POST {} was answered with {}", request.uri(), reply.status());
      return true;
    } catch (IOException e) {
      log.info("POST {} got no answer: {}", request.uri(), Reason.of(e));
      return false;
    }
  }
}
