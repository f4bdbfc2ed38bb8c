package io.herald.minimesos.agent;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Who and where an agent is, its id apart.
 *
 * @param address the IPv4 address that it listens on, as text
 * @param workDir for its sandboxes
 * @param shutdownGrace how long an executor has to end after SHUTDOWN
 * @param updateRetry first pause before an unacknowledged update is sent again
 */
record AgentIdentity(
    String hostname,
    String address,
    int port,
    Path workDir,
    Duration shutdownGrace,
    Duration updateRetry) {

  /** {@code slave(1)@127.0.0.1:5051}. */
  String pid() {
    return "slave(1)@" + endpoint();
  }

  /** {@code 127.0.0.1:5051}. */
  String endpoint() {
    return address + ":" + port;
  }
}
