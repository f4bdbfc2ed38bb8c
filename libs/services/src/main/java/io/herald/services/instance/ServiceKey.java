package io.herald.services.instance;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import java.util.Optional;

/**
 * What makes tasks instances of one service: their framework's name, the name they were given, and
 * their environment, each as it was given.
 *
 * @param framework name of the framework; frameworks of one name are one
 * @param name of the DiscoveryInfo, or of the task if the DiscoveryInfo has none
 * @param environment by {@link EnvironmentRule}, mostly that of the DiscoveryInfo; empty if it has
 *     none
 */
public record ServiceKey(String framework, String name, String environment) {

  public ServiceKey {
    requireNonNull(framework, "framework");
    requireNonNull(name, "name");
    requireNonNull(environment, "environment");
  }

  /** The service that a task is an instance of. */
  public static ServiceKey of(Task task, Framework framework, EnvironmentRule environments) {
    return new ServiceKey(framework.name(), name(task), environments.of(task, framework.name()));
  }

  /** The name that a task was given. */
  public static String name(Task task) {
    return discovery(task).map(Discovery::name).orElse(task.name());
  }

  /** The task's DiscoveryInfo if it names the task; without a name it counts as absent. */
  public static Optional<Discovery> discovery(Task task) {
    return task.discovery().filter(discovery -> !discovery.name().isEmpty());
  }
}
