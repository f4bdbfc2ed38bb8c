package io.herald.balancer.plane;

import java.net.InetAddress;

/**
 * A port inside a container, which a port of its agent leads to.
 *
 * @param address of the container's, as the agent reaches it
 * @param port 1 to 65535
 */
public record MappedPort(InetAddress address, int port) {

  public MappedPort {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not from 1 to 65535");
    }
  }
}
