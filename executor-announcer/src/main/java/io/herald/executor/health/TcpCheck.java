package io.herald.executor.health;

import io.herald.executor.probe.ProbeClient;
import io.herald.executor.probe.ProbeLoop;
import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Passes if a port of the task's host accepts a connection, which is closed at once. */
public final class TcpCheck implements Check {

  private final String host;
  private final int port;
  private final Duration timeout;

  /**
   * Makes the check.
   *
   * @param host {@link ProbeClient#LOCALHOST}, or an address
   */
  public TcpCheck(String host, int port, Duration timeout) {
    this.host = host;
    this.port = port;
    this.timeout = timeout;
  }

  @Override
  public CheckResult run() throws InterruptedException {
    try {
      ProbeClient.connect(host, port, timeout);
      return CheckResult.pass();
    } catch (IOException e) {
      return failed(e);
    }
  }

  /** Runs it on a loop. */
  void runOn(ProbeLoop loop, Consumer<CheckResult> result) {
    loop.connect(
        host,
        port,
        timeout,
        outcome -> {
          IOException failure = outcome.failure();
          result.accept(failure == null ? CheckResult.pass() : failed(failure));
        });
  }

  private CheckResult failed(IOException e) {
    return CheckResult.fail("No connection to " + host + ":" + port + ": " + Reason.of(e) + ".");
  }

  @Override
  public boolean cheap() {
    return true;
  }
}
