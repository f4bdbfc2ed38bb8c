package io.herald.executor.process;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * The environment of a task's command and of its shell health check.
 *
 * <p>From weak to strong: the executor's own environment, {@code HOST}, {@code INSTANCE} and a
 * {@code PORT_<NAME>} for each resolved port, the job's own entries. The agent's token for the
 * executor is the one secret in it and is left out.
 */
public final class TaskEnvironment {

  private static final String AGENT_TOKEN = "MESOS_EXECUTOR_AUTHENTICATION_TOKEN";

  private TaskEnvironment() {}

  /**
   * Puts an environment together.
   *
   * @param ports number by resolved name; of two names that give the same variable, the first in
   *     order keeps it
   */
  public static Map<String, String> of(
      Map<String, String> executor,
      String host,
      int instance,
      SortedMap<String, Integer> ports,
      Map<String, String> job) {
    Map<String, String> all = new LinkedHashMap<>(executor);
    all.remove(AGENT_TOKEN);
    all.put("HOST", host);
    all.put("INSTANCE", Integer.toString(instance));
    Map<String, String> portVariables = new LinkedHashMap<>();
    ports.forEach(
        (name, number) -> portVariables.putIfAbsent(portVariable(name), number.toString()));
    all.putAll(portVariables);
    all.putAll(job);
    return all;
  }

  /** {@code admin-http} is {@code PORT_ADMIN_HTTP}. */
  public static String portVariable(String name) {
    return "PORT_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
