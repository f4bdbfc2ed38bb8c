package io.herald.executor.sidecar;

import io.herald.jobs.Announce;
import io.herald.jobs.Job;
import io.herald.jobs.PortRequest;
import io.herald.jobs.port.PortVariables;
import io.herald.jobs.template.Template;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbers of a job's ports, where no offer gives them: from flags, and from the variables that
 * Marathon and others set.
 */
final class PortArguments {

  private PortArguments() {}

  /**
   * The number of each port that the job asks for, and of those that the flags add.
   *
   * <p>For each name the flag counts first, then the variable {@code PORT_<NAME>}, then {@code
   * PORT<n>}, n being the name's place: names in {@code ports} in the order of the file, then the
   * others in the order of names. {@code PORT} stands for {@code PORT0}.
   *
   * @param command whose templates ask for ports too
   * @throws IllegalArgumentException with a sentence, if a name has no number
   */
  static SortedMap<String, Integer> of(
      Job job, List<String> command, Map<String, Integer> flags, Map<String, String> environment) {
    SortedMap<String, Integer> given = new TreeMap<>(flags);
    int place = 0;
    for (String name : names(job, command)) {
      if (!given.containsKey(name)) {
        given.put(name, ofEnvironment(name, place, environment));
      }
      place++;
    }
    return given;
  }

  private static Set<String> names(Job job, List<String> command) {
    Set<String> requested = job.requestedPorts();
    Set<String> names = new LinkedHashSet<>();
    job.ports().stream().map(PortRequest::name).filter(requested::contains).forEach(names::add);
    names.addAll(requested);
    Set<String> mapped = job.announce().map(Announce::portmap).orElseGet(TreeMap::new).keySet();
    for (String word : command) {
      Template.of(word).ports().stream().filter(name -> !mapped.contains(name)).forEach(names::add);
    }
    return names;
  }

  private static int ofEnvironment(String name, int place, Map<String, String> environment) {
    List<String> variables = new ArrayList<>();
    variables.add(PortVariables.name(name));
    variables.add("PORT" + place);
    if (place == 0) {
      variables.add("PORT");
    }
    for (String variable : variables) {
      String value = environment.get(variable);
      if (value != null && !value.isBlank()) {
        return number(variable, value.strip(), name);
      }
    }
    throw new IllegalArgumentException(
        "the port \""
            + name
            + "\" has no number; give --port "
            + name
            + "=NUMBER, or set "
            + String.join(" or ", variables));
  }

  private static int number(String variable, String value, String name) {
    if (value.matches("\\d{1,5}")) {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= 65535) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        "the variable "
            + variable
            + " = \""
            + value
            + "\" is not a port number; correct it, or give --port "
            + name
            + "=NUMBER");
  }
}
