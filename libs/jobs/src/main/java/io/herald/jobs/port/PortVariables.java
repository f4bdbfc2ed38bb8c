package io.herald.jobs.port;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The variables {@code PORT_<NAME>} in which a command finds its ports. */
public final class PortVariables {

  private PortVariables() {}

  /** {@code admin-http} is {@code PORT_ADMIN_HTTP}. */
  public static String name(String port) {
    return "PORT_" + port.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /**
   * The variables, each with its number.
   *
   * @param ports number by name; of two names that give the same variable, the first in order keeps
   *     it
   */
  public static SortedMap<String, String> of(SortedMap<String, Integer> ports) {
    SortedMap<String, String> variables = new TreeMap<>();
    ports.forEach((port, number) -> variables.putIfAbsent(name(port), number.toString()));
    return variables;
  }

  /**
   * A sentence for each variable that several ports with different numbers would give.
   *
   * @param ports number by name
   */
  public static List<String> clashes(SortedMap<String, Integer> ports) {
    SortedMap<String, SortedMap<String, Integer>> byVariable = new TreeMap<>();
    ports.forEach(
        (port, number) ->
            byVariable.computeIfAbsent(name(port), name -> new TreeMap<>()).put(port, number));
    List<String> clashes = new ArrayList<>();
    for (Map.Entry<String, SortedMap<String, Integer>> entry : byVariable.entrySet()) {
      SortedMap<String, Integer> sharers = entry.getValue();
      if (sharers.values().stream().distinct().count() > 1) {
        clashes.add(
            "the ports "
                + sharers.keySet().stream().map(port -> '"' + port + '"').collect(joining(" and "))
                + " give one variable, "
                + entry.getKey()
                + ", and it has the number of \""
                + sharers.firstKey()
                + "\"; give the others names that differ in letters or digits");
      }
    }
    return clashes;
  }
}
