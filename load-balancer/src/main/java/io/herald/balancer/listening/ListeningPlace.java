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
record ListeningPlace(String instance, InetSocketAddress address, boolean proxyHeader) {

  static ListeningPlace of(Backend backend, boolean proxyHeader) {
    return new ListeningPlace(
        backend.instance(), new InetSocketAddress(backend.address(), backend.port()), proxyHeader);
  }

  static ListeningPlace of(WebServer server) {
    return new ListeningPlace(
        server.instance(), new InetSocketAddress(server.address(), server.port()), false);
  }
}
