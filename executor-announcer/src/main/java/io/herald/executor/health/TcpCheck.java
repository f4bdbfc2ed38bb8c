package io.herald.executor.health;

import io.herald.executor.probe.ProbeClient;
import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.time.Duration;

/** Passes if a port of the task's own host accepts a connection, which is closed at once. */
public final class TcpCheck implements Check {

  private static final String HOST = "localhost";

  private final int port;
  private final Duration timeout;

  public TcpCheck(int port, Duration timeout) {
    this.port = port;
    this.timeout = timeout;
  }

  @Override
  public CheckResult run() throws InterruptedException {
    try {
      ProbeClient.connect(HOST, port, timeout);
      return CheckResult.pass();
    } catch (IOException e) {
      return CheckResult.fail("No connection to " + HOST + ":" + port + ": " + Reason.of(e) + ".");
    }
  }

  @Override
  public boolean cheap() {
    return true;
  }
}
