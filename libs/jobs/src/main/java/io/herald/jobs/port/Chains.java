package io.herald.jobs.port;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Follows the aliases of a portmap. */
final class Chains {

  private Chains() {}

  /**
   * The names from {@code start} on, and last the value that is not another key: a port's name or a
   * number.
   *
   * @throws PortCycleException if they lead back to one of them
   */
  static List<String> follow(String start, Map<String, String> portmap) {
    List<String> chain = new ArrayList<>();
    String at = start;
    chain.add(at);
    // A number is an end even if some key is spelled alike.
    while (!PortNumbers.isNumber(at) || at.equals(start)) {
      String next = portmap.get(at);
      if (next == null) {
        break;
      }
      boolean seen = chain.contains(next);
      chain.add(next);
      if (seen) {
        throw new PortCycleException(start, chain);
      }
      at = next;
    }
    return List.copyOf(chain);
  }

  /** The last of {@link #follow}. */
  static String end(String start, Map<String, String> portmap) {
    List<String> chain = follow(start, portmap);
    return chain.get(chain.size() - 1);
  }
}
