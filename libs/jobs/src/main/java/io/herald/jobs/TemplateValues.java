package io.herald.jobs;

import io.herald.jobs.port.ResolvedPort;
import io.herald.jobs.template.Template;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the templates of a job stand for. Aurora's names: {@code role}, {@code cluster}, {@code
 * environment}, {@code name}, {@code mesos.instance}, {@code mesos.hostname}, {@code
 * thermos.task_id}, {@code thermos.user} (the role) and {@code thermos.ports[NAME]}.
 */
public final class TemplateValues {

  /** All names but those of the ports. */
  public static final Set<String> NAMES =
      Set.of(
          "role",
          "cluster",
          "environment",
          "name",
          "mesos.instance",
          "mesos.hostname",
          "thermos.task_id",
          "thermos.user");

  private TemplateValues() {}

  /** The values for one instance. */
  public static Map<String, String> of(
      JobKey job, int instance, String taskId, String hostname, Collection<ResolvedPort> ports) {
    return of(
        Optional.of(job.cluster()),
        job.role(),
        job.environment(),
        job.name(),
        instance,
        taskId,
        hostname,
        ports);
  }

  /** The values for one instance of a job whose cluster may be unknown. */
  public static Map<String, String> of(
      Optional<String> cluster,
      String role,
      String environment,
      String name,
      int instance,
      String taskId,
      String hostname,
      Collection<ResolvedPort> ports) {
    Map<String, String> values = new TreeMap<>();
    cluster.ifPresent(value -> values.put("cluster", value));
    values.put("role", role);
    values.put("environment", environment);
    values.put("name", name);
    values.put("mesos.instance", Integer.toString(instance));
    values.put("mesos.hostname", hostname);
    values.put("thermos.task_id", taskId);
    values.put("thermos.user", role);
    for (ResolvedPort port : ports) {
      values.put(Template.portName(port.name()), Integer.toString(port.number()));
    }
    return values;
  }
}
