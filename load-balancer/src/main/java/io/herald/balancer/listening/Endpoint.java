package io.herald.balancer.listening;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.web.WebServer;
import java.net.InetSocketAddress;

/**
 * Where one task listens.
 *
 * @param instance the task's id: another task at the same address has to show itself again
 * @param proxyHeader whether a connection begins with a PROXY header
 */
record Endpoint(String instance, InetSocketAddress address, boolean proxyHeader) {

  static Endpoint of(Backend backend, boolean proxyHeader) {
    return new Endpoint(
        backend.instance(), new InetSocketAddress(backend.address(), backend.port()), proxyHeader);
  }

  static Endpoint of(WebServer server) {
    return new Endpoint(
        server.instance(), new InetSocketAddress(server.address(), server.port()), false);
  }
}
