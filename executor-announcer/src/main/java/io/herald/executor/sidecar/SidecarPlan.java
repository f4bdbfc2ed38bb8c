package io.herald.executor.sidecar;

import io.herald.executor.health.HealthPlan;
import io.herald.executor.lifecycle.ServicePlan;
import io.herald.executor.lifecycle.TaskSite;
import io.herald.executor.process.TaskCommand;
import io.herald.jobs.Job;
import io.herald.jobs.TemplateValues;
import io.herald.jobs.handoff.Handoff;
import io.herald.jobs.template.Template;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * All that is decided before anything starts.
 *
 * @param command absent: something else runs it
 * @param service how it is announced, checked and stopped
 * @param health as the service's, but no number of failures ends it
 */
record SidecarPlan(
    Optional<TaskCommand> command, ServicePlan service, Optional<HealthPlan> health) {

  /**
   * Plans.
   *
   * @param environment this process's own
   * @param folder the working folder
   * @throws IllegalArgumentException with a sentence, if it can't be done as asked
   */
  static SidecarPlan of(
      Job job, SidecarOptions options, Map<String, String> environment, Path folder) {
    Sidecar.check(job);
    HostAddresses host =
        HostAddresses.of(
            environment,
            options.announcer().announcerHostname(),
            options.announcer().announcerAddress(),
            () -> InetAddress.getLocalHost().getHostName());
    String taskId = environment.getOrDefault("MESOS_TASK_ID", ownId(job, options.instance()));
    SortedMap<String, Integer> ports =
        PortArguments.of(job, options.command(), options.ports(), environment);
    ServicePlan service =
        ServicePlan.of(
            Handoff.of(job, options.instance(), taskId, host.hostname(), ports),
            options.announcer(),
            new TaskSite(host.hostname(), host, folder, environment),
            taskId,
            true);
    Map<String, String> values =
        TemplateValues.of(
            job.key(), options.instance(), taskId, host.hostname(), job.resolve(ports).values());
    List<String> words =
        options.command().stream().map(word -> Template.of(word).expand(values)).toList();
    return new SidecarPlan(
        words.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new TaskCommand(words, true, folder, service.environment(), service.mark())),
        service,
        service.health().map(HealthPlan::neverFailing));
  }

  /** Tells this run from an earlier one of the same instance. */
  private static String ownId(Job job, int instance) {
    return job.key().path().replace('/', '-') + "-" + instance + "-" + UUID.randomUUID();
  }
}
