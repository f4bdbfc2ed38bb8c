package io.herald.examples.framework;

import io.herald.jobs.Resources;
import io.herald.jobs.marathon.AppDefinition;
import io.herald.jobs.marathon.PortDefinition;
import io.herald.jobs.port.PortVariables;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The variables that Marathon gives the command of an app, and the app's own. */
final class AppEnvironment {

  /** Marathon leaves out labels that are longer: name with prefix, and value. */
  private static final int LONGEST = 512;

  private static final String LABEL = "MARATHON_APP_LABEL_";

  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private AppEnvironment() {}

  static SortedMap<String, String> of(
      AppDefinition app,
      Instant version,
      String taskId,
      String hostname,
      Map<String, Integer> assigned) {
    Resources resources = app.resources();
    SortedMap<String, String> variables = new TreeMap<>();
    variables.put("HOST", hostname);
    variables.put("MESOS_TASK_ID", taskId);
    variables.put("MARATHON_APP_ID", app.path());
    variables.put("MARATHON_APP_VERSION", MILLISECONDS.format(version));
    variables.put("MARATHON_APP_RESOURCE_CPUS", Double.toString(resources.cpus()));
    variables.put("MARATHON_APP_RESOURCE_MEM", Double.toString(resources.ramMegabytes()));
    variables.put("MARATHON_APP_RESOURCE_DISK", Double.toString(resources.diskMegabytes()));
    variables.put("MARATHON_APP_RESOURCE_GPUS", "0");
    addLabels(app.labels(), variables);
    addPorts(app.ports(), assigned, variables);
    variables.putAll(app.environment());
    return variables;
  }

  private static void addLabels(
      SortedMap<String, String> labels, SortedMap<String, String> variables) {
    List<String> names = new ArrayList<>();
    labels.forEach(
        (key, value) -> {
          if (key.length() < LONGEST - LABEL.length() && value.length() < LONGEST) {
            String name = key.replaceAll("[^a-zA-Z0-9_]+", "_").toUpperCase(Locale.ROOT);
            names.add(name);
            variables.put(LABEL + name, value);
          }
        });
    variables.put("MARATHON_APP_LABELS", String.join(" ", names));
  }

  /**
   * {@code PORT0}, {@code PORT_10010} and {@code PORT_WEB} for each, and the first as {@code PORT}.
   */
  private static void addPorts(
      List<PortDefinition> ports,
      Map<String, Integer> assigned,
      SortedMap<String, String> variables) {
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      PortDefinition port = ports.get(i);
      String index = AppDefinition.portVariable(i);
      String number = assigned.get(index).toString();
      numbers.add(number);
      variables.put(index, number);
      variables.put("PORT_" + (port.servicePort() == 0 ? number : port.servicePort()), number);
      port.name().ifPresent(name -> variables.put(PortVariables.name(name), number));
    }
    if (!numbers.isEmpty()) {
      variables.put("PORT", numbers.get(0));
      variables.put("PORTS", String.join(",", numbers));
    }
  }
}
