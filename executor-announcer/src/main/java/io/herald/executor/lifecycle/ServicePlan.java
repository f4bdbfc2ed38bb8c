package io.herald.executor.lifecycle;

import static java.util.Collections.unmodifiableSortedMap;

import io.herald.executor.announce.AnnounceRequest;
import io.herald.executor.health.HealthPlan;
import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.process.TaskEnvironment;
import io.herald.executor.process.TaskMark;
import io.herald.jobs.port.PortVariables;
import io.herald.proto.handoff.Lifecycle.DrainingCase;
import io.herald.proto.handoff.Port;
import io.herald.proto.handoff.TaskHandoff;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything around a task's command, whoever runs it: its ports, and how it is announced, checked
 * and stopped.
 *
 * @param ports number by resolved name
 * @param environment of the command and of a shell check
 * @param mark in that environment; absent if what the command daemonizes is left alone
 * @param announcement absent if the job asks for none or there is no ensemble
 * @param health absent: the task is healthy while it runs
 * @param stopPlan of a graceful stop
 */
public record ServicePlan(
    SortedMap<String, Integer> ports,
    Map<String, String> environment,
    Optional<TaskMark> mark,
    Optional<AnnounceRequest> announcement,
    Optional<HealthPlan> health,
    StopPlan stopPlan) {

  private static final Logger log = LoggerFactory.getLogger(ServicePlan.class);

  private static final Duration LEAVE = Duration.ofSeconds(5);
  private static final Duration FINALIZATION = Duration.ofSeconds(30);

  public ServicePlan {
    ports = unmodifiableSortedMap(new TreeMap<>(ports));
    environment = Map.copyOf(environment);
  }

  /**
   * Plans what a hand-off asks for.
   *
   * @throws IllegalArgumentException with a sentence, if it can't be done as asked
   */
  public static ServicePlan of(
      TaskHandoff handoff, ExecutorOptions options, TaskSite place, String taskId) {
    return of(handoff, options, place, taskId, options.announcerEnsemble().isPresent());
  }

  /**
   * The same, announced if the job asks for it, wherever that is.
   *
   * @param announced whether there is somewhere
   */
  public static ServicePlan of(
      TaskHandoff handoff,
      ExecutorOptions options,
      TaskSite place,
      String taskId,
      boolean announced) {
    SortedMap<String, Integer> ports = new TreeMap<>();
    for (Port port : handoff.getPortsList()) {
      ports.put(port.getName(), port.getNumber());
    }
    PortVariables.clashes(ports).forEach(clash -> log.warn("{}: {}", taskId, clash));
    Optional<TaskMark> mark =
        options.endDaemonized() ? Optional.of(TaskMark.random()) : Optional.empty();
    Map<String, String> environment =
        TaskEnvironment.of(
            place.variables(),
            place.hostname(),
            handoff.getInstance(),
            ports,
            handoff.getEnvironmentMap(),
            mark);
    Optional<AnnounceRequest> announcement =
        handoff.hasAnnounce() && announced
            ? Optional.of(
                AnnounceRequest.of(
                    handoff,
                    options.serversetPath(),
                    options.allowCustomServersetPath(),
                    host(options, place),
                    ports,
                    taskId))
            : Optional.empty();
    Optional<HealthPlan> health =
        handoff.hasHealthCheck()
            ? HealthPlan.of(handoff.getHealthCheck(), ports, place.folder(), environment)
            : Optional.empty();
    return new ServicePlan(
        ports, environment, mark, announcement, health, stopPlan(handoff, options, ports));
  }

  private static String host(ExecutorOptions options, TaskSite place) {
    String host =
        options
            .announcerHostname()
            .orElseGet(() -> options.announcerAddress().host(place.hostname(), place.addresses()));
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "The agent's host name is unknown, so there is no host to announce; give one with --announcer-hostname.");
    }
    return host;
  }

  private static StopPlan stopPlan(
      TaskHandoff handoff, ExecutorOptions options, Map<String, Integer> ports) {
    Duration drain = options.drain();
    Duration finalization = FINALIZATION;
    if (handoff.hasLifecycle()) {
      if (handoff.getLifecycle().getDrainingCase() == DrainingCase.DRAIN_SECS) {
        drain = seconds(handoff.getLifecycle().getDrainSecs());
      }
      finalization = seconds(handoff.getLifecycle().getFinalizationWaitSecs());
    }
    Optional<HttpStop> http =
        handoff.getLifecycle().hasHttp()
            ? HttpStop.of(handoff.getLifecycle().getHttp(), ports)
            : Optional.empty();
    return new StopPlan(LEAVE, drain, http, finalization).atMost(options.stopTimeout());
  }

  private static Duration seconds(double value) {
    return Duration.ofNanos(Math.round(value * 1e9));
  }
}
