package io.herald.executor.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Passes if a port of the task's own host accepts a connection. */
public final class TcpCheck implements Check {

  private final int port;
  private final Duration timeout;

  public TcpCheck(int port, Duration timeout) {
    this.port = port;
    this.timeout = timeout;
  }

  @Override
  public CheckResult run() {
    try (Socket socket = new Socket()) {
      int millis = (int) Math.max(1, Math.min(timeout.toMillis(), Integer.MAX_VALUE));
      socket.connect(new InetSocketAddress("localhost", port), millis);
      return CheckResult.pass();
    } catch (IOException e) {
      return CheckResult.fail("No connection to localhost:" + port + ": " + e.getMessage() + ".");
    }
  }

  @Override
  public boolean cheap() {
    return true;
  }
}
