package io.herald.executor.health;

import io.herald.executor.probe.ProbeLoop;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.threads.NamedScheduler;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Runs the checks of very many tasks without a thread for each: HTTP and TCP on one loop; what
 * waits in other ways (HTTPS, redirects) on a few threads, one after the other. Safe for any
 * thread.
 */
public final class CheckLoop implements AutoCloseable {

  private static final int BLOCKING = 4;

  private final ProbeLoop loop;
  private final NamedScheduler blocking = new NamedScheduler("agent-tls-checks", BLOCKING);

  /**
   * A loop, which runs from now on.
   *
   * @throws IOException if the system has no selector left
   */
  public CheckLoop() throws IOException {
    loop = new ProbeLoop("agent-checks");
  }

  /** Checks once; the result comes in a thread of the loop. */
  void run(Check check, Consumer<CheckResult> result) {
    if (check instanceof TcpCheck tcp) {
      tcp.runOn(loop, result);
    } else if (!(check instanceof HttpCheck http)
        || !http.runOn(loop, result, () -> wait(check, result))) {
      wait(check, result);
    }
  }

  private void wait(Check check, Consumer<CheckResult> result) {
    try {
      blocking.execute(() -> result.accept(waited(check)));
    } catch (RejectedExecutionException e) {
      result.accept(CheckResult.fail("Checks have ended."));
    }
  }

  private static CheckResult waited(Check check) {
    try {
      return check.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CheckResult.fail("Checks have ended.");
    } catch (RuntimeException e) {
      return CheckResult.fail("The check itself failed: " + Reason.of(e));
    }
  }

  @Override
  public void close() {
    blocking.shutdownNow();
    loop.close();
  }
}
