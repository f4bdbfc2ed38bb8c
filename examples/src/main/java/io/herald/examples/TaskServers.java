package io.herald.examples;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** HTTP servers at the ports that a task finds in its environment. */
final class TaskServers {

  private TaskServers() {}

  /**
   * The port that a variable gives.
   *
   * @throws IllegalArgumentException with a sentence, if it is missing or malformed
   */
  static int port(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the environment has no " + name + "; give the job a port of that name");
    }
    try {
      int port = Integer.parseInt(value);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw notAPort(name, value);
    }
    throw notAPort(name, value);
  }

  private static IllegalArgumentException notAPort(String name, String value) {
    return new IllegalArgumentException(
        name + " = \"" + value + "\" is not a port; write a number from 0 to 65535, 0 for any");
  }

  /**
   * A server that listens, and serves nothing yet.
   *
   * @param host that the agent is reached at
   * @throws IOException with a sentence, if the port is taken
   */
  static HttpServer listen(String host, int port, String name) throws IOException {
    try {
      return HttpServer.create(address(host, port), 0);
    } catch (IOException e) {
      throw new IOException(name + " = " + port + " can't be listened at: " + e.getMessage(), e);
    }
  }

  /** An agent that is reached over the loopback address alone needs no port open to the world. */
  private static InetSocketAddress address(String host, int port) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    boolean local = host.equals("localhost") || host.equals(loopback.getHostAddress());
    return local ? new InetSocketAddress(loopback, port) : new InetSocketAddress(port);
  }
}
