package io.herald.balancer.web;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.OptionalInt;

/**
 * One task behind a web service.
 *
 * @param name as Marathon-LB forms it: {@code 10_0_0_114_31747}; unique within its service
 * @param instance the task's id
 * @param host of its agent, as the agent calls itself
 * @param port 1 to 65535
 * @param weight its share of new connections, 1 to 256
 * @param drained whether it gets no new connections
 * @param replaced whether that is as a newer app of its deployment group takes its place
 * @param checkPort where an active check looks; empty: at its port
 */
public record WebServer(
    String name,
    String instance,
    String host,
    InetAddress address,
    int port,
    int weight,
    boolean drained,
    boolean replaced,
    OptionalInt checkPort) {

  /** Marathon-LB's: by host, then port. */
  public static final Comparator<WebServer> ORDER =
      Comparator.comparing(WebServer::host)
          .thenComparingInt(WebServer::port)
          .thenComparing(WebServer::name);

  /** The same without new connections. */
  public WebServer withDrained() {
    return new WebServer(name, instance, host, address, port, weight, true, replaced, checkPort);
  }

  /** The same without new connections, as another one takes its place. */
  public WebServer withReplaced() {
    return new WebServer(name, instance, host, address, port, weight, true, true, checkPort);
  }
}
