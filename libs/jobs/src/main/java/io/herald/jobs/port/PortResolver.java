package io.herald.jobs.port;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Turns a portmap and the ports assigned by the scheduler into port numbers by name, as Aurora's
 * executor does, but for numbers out of range, which it lets through and this refuses.
 */
public final class PortResolver {

  private PortResolver() {}

  /**
   * Resolves all names.
   *
   * <p>Of a name both assigned and in the portmap the assigned number counts. A name whose chain
   * ends in a name without a number is left out.
   *
   * @param portmap of the announce block: name to another name, or to a number as text; empty if
   *     there is none
   * @param assigned number by name, from the offer
   * @return the ports by name, in the order of names
   * @throws PortCycleException if aliases lead back to themselves
   * @throws IllegalArgumentException with a sentence, if a number is not within 1 to 65535
   */
  public static SortedMap<String, ResolvedPort> resolve(
      Map<String, String> portmap, Map<String, Integer> assigned) {
    SortedMap<String, ResolvedPort> resolved = new TreeMap<>();
    Map<String, String> aliases = new TreeMap<>(portmap);
    assigned.forEach(
        (name, number) -> {
          aliases.remove(name);
          resolved.put(name, ResolvedPort.assigned(name, inRange(name, number)));
        });
    aliases.forEach(
        (name, value) -> {
          if (PortNumbers.isNumber(value)) {
            resolved.put(name, ResolvedPort.fixed(name, inRange(name, value)));
          }
        });
    // Only now is every end known that an alias may have.
    Map<String, ResolvedPort> ends = new TreeMap<>(resolved);
    aliases.forEach(
        (name, value) -> {
          if (!PortNumbers.isNumber(value)) {
            List<String> chain = Chains.follow(name, aliases);
            chain.stream()
                .filter(ends::containsKey)
                .findFirst()
                .ifPresent(end -> resolved.put(name, ResolvedPort.alias(name, ends.get(end))));
          }
        });
    return resolved;
  }

  private static int inRange(String name, int number) {
    return number >= 1 && number <= 65535 ? number : inRange(name, Integer.toString(number));
  }

  private static int inRange(String name, String number) {
    try {
      return PortNumbers.read(number).orElseThrow();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"" + name + "\": " + e.getMessage(), e);
    }
  }
}
