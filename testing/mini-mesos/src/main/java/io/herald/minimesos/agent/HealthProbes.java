package io.herald.minimesos.agent;

import io.herald.minimesos.loop.Timer;
import io.herald.minimesos.process.ContainerProcesses;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.HealthCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The questions of health checks, as Mesos' executors ask them: over HTTP a status of 200 to 399
 * after all redirects, over TCP a connection, of a command the exit status 0. Asked at 127.0.0.1,
 * since Mesos asks inside the task's network. Thread-safe.
 */
final class HealthProbes {

  private static final Logger log = LoggerFactory.getLogger(HealthProbes.class);
  private static final String ADDRESS = "127.0.0.1";
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  /** A command of a check, in the sandbox and with the environment of its task. */
  interface Commands {
    ContainerProcesses start(HealthCheck check) throws IOException;
  }

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.ALWAYS)
          .build();

  /**
   * Asks once.
   *
   * @param timeout of the whole question; zero: none
   * @param told whether it passed, once, on any thread; never after the question was called off in
   *     time
   * @return calls the question off
   */
  Timer ask(HealthCheck check, Duration timeout, Commands commands, Consumer<Boolean> told) {
    if (check.getType() == HealthCheck.Type.COMMAND) {
      return command(check, commands, told);
    }
    Thread asking =
        Threads.daemon(
            "mini-mesos-check",
            () ->
                told.accept(
                    check.getType() == HealthCheck.Type.HTTP
                        ? http(check.getHttp(), timeout)
                        : tcp(check.getTcp().getPort(), timeout)));
    asking.start();
    return asking::interrupt;
  }

  private static Timer command(HealthCheck check, Commands commands, Consumer<Boolean> told) {
    try {
      ContainerProcesses process = commands.start(check);
      process.onExit(
          exit -> {
            process.destroy();
            told.accept(exit.success());
          });
      return process::destroy;
    } catch (IOException e) {
      log.info("the command of a health check can't be started: {}", e.getMessage());
      told.accept(false);
      return Timer.NONE;
    }
  }

  private boolean http(HealthCheck.HTTPCheckInfo asked, Duration timeout) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
              URI.create("http://" + ADDRESS + ":" + asked.getPort() + asked.getPath()));
      if (!timeout.isZero()) {
        request.timeout(timeout);
      }
      int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      return status >= OK && status < BAD_REQUEST;
    } catch (IOException | IllegalArgumentException e) {
      log.debug("a health check over HTTP failed", e);
      return false;
    } catch (InterruptedException e) {
      return false; // called off: the thread ends with it
    }
  }

  private static boolean tcp(int port, Duration timeout) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) timeout.toMillis());
      return true;
    } catch (IOException e) {
      log.debug("a health check over TCP failed", e);
      return false;
    }
  }
}
