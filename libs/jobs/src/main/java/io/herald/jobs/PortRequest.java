package io.herald.jobs;

import io.herald.jobs.port.Protocol;

/**
 * A port that a job declares: one to ask the scheduler for, or, if the portmap has the name too, a
 * protocol for that one.
 */
public record PortRequest(String name, Protocol protocol) {

  /** A TCP port. */
  public static PortRequest tcp(String name) {
    return new PortRequest(name, Protocol.TCP);
  }
}
