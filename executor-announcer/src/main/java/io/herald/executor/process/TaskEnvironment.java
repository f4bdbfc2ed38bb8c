package io.herald.executor.process;

import io.herald.jobs.port.PortVariables;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
   * @param mark to find what is started with it; absent: none
   */
  public static Map<String, String> of(
      Map<String, String> executor,
      String host,
      int instance,
      SortedMap<String, Integer> ports,
      Map<String, String> job,
      Optional<TaskMark> mark) {
    Map<String, String> all = new LinkedHashMap<>(executor);
    all.remove(AGENT_TOKEN);
    all.put("HOST", host);
    all.put("INSTANCE", Integer.toString(instance));
    all.putAll(PortVariables.of(ports));
    all.putAll(job);
    mark.ifPresent(own -> own.addTo(all));
    return all;
  }
}
