package io.herald.services.instance;

import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.services.host.IpText;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Where a task's own addresses are taken from; parameter IPSources. */
public enum IpSource {
  /** The addresses of the task's agent. */
  HOST("host"),
  /** Those of the container's network interfaces, {@code container_status.network_infos}. */
  NETINFO("netinfo"),
  /** The status label that the Mesos containerizer's network isolator sets. */
  MESOS("mesos"),
  /** The status label that the Docker containerizer sets. */
  DOCKER("docker");

  private static final String MESOS_LABEL = "MesosContainerizer.NetworkSettings.IPAddress";
  private static final String DOCKER_LABEL = "Docker.NetworkSettings.IPAddress";

  private final String text;

  IpSource(String text) {
    this.text = text;
  }

  /** As config.json spells it. */
  public String text() {
    return text;
  }

  /** The source of that spelling. */
  public static Optional<IpSource> of(String text) {
    for (IpSource source : values()) {
      if (source.text.equals(text)) {
        return Optional.of(source);
      }
    }
    return Optional.empty();
  }

  /**
   * All addresses of the first source that has one; sources are never merged. Text that is not an
   * address counts as none.
   *
   * @param agent addresses of the task's agent
   * @param unreadable gets such text of the sources that were used
   */
  public static List<InetAddress> select(
      List<IpSource> sources, Task task, List<InetAddress> agent, Consumer<String> unreadable) {
    for (IpSource source : sources) {
      List<InetAddress> addresses = source.addresses(task, agent, unreadable);
      if (!addresses.isEmpty()) {
        return addresses;
      }
    }
    return List.of();
  }

  private List<InetAddress> addresses(
      Task task, List<InetAddress> agent, Consumer<String> unreadable) {
    RunningStatus status = task.running().orElse(RunningStatus.EMPTY);
    return switch (this) {
      case HOST -> agent;
      case NETINFO -> parsed(status.addresses(), unreadable);
      case MESOS -> parsed(status.labels().getOrDefault(MESOS_LABEL, List.of()), unreadable);
      case DOCKER -> parsed(status.labels().getOrDefault(DOCKER_LABEL, List.of()), unreadable);
    };
  }

  private static List<InetAddress> parsed(List<String> texts, Consumer<String> unreadable) {
    List<InetAddress> addresses = new ArrayList<>(texts.size());
    for (String text : texts) {
      IpText.parse(text).ifPresentOrElse(addresses::add, () -> unreadable.accept(text));
    }
    return addresses;
  }
}
