package io.herald.balancer.web;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the servers of one port; of two at one address the one that takes connections counts.
 */
final class PortServers {

  private final Map<String, WebServer> byName = new HashMap<>();
  private final Set<Integer> numbers = new HashSet<>();

  /** Adds one whose task describes its port by this number. */
  void add(int number, WebServer server) {
    numbers.add(number);
    byName.merge(server.name(), server, (a, b) -> a.drained() ? b : a);
  }

  /** The number that all describe the port by; if they differ, or there is none, the other one. */
  int number(int otherwise) {
    return numbers.size() == 1 ? numbers.iterator().next() : otherwise;
  }

  List<WebServer> sorted() {
    return byName.values().stream().sorted(WebServer.ORDER).toList();
  }
}
