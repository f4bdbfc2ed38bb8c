package io.herald.services;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Entities as the tests need them. */
public final class Entities {

  private Entities() {}

  public static Framework framework(String name) {
    return new Framework("f-" + name, name, "", Optional.empty(), true);
  }

  public static Agent agent(String id, String host) {
    return new Agent(id, "host-of-" + id, Upid.parse("slave(1)@" + host + ":5051"), true);
  }

  /** A running task, and what a test changes of it. */
  public static Draft task(Framework framework, Agent agent, String id, String name) {
    return new Draft(framework, agent, id, name);
  }

  /** A living member of a set; a shard below 0 is none. */
  public static Announcement announcement(
      String path, int member, int shard, String host, int port, Map<String, Integer> ports) {
    Map<String, AnnouncedEndpoint> endpoints = new HashMap<>();
    ports.forEach((name, number) -> endpoints.put(name, new AnnouncedEndpoint(host, number)));
    return new Announcement(
        path,
        "member_%010d".formatted(member),
        new AnnouncedEndpoint(host, port),
        endpoints,
        shard < 0 ? OptionalInt.empty() : OptionalInt.of(shard),
        Announcement.ALIVE,
        Map.of());
  }

  public static Discovery.Port port(String protocol, long number, String name) {
    return new Discovery.Port(number, name, protocol, Map.of());
  }

  /** A task in the making; each method changes it and returns it. */
  public static final class Draft {
    private final Framework framework;
    private final Agent agent;
    private final String id;
    private final String name;
    private String state = Task.RUNNING;
    private RunningStatus running = RunningStatus.EMPTY;
    private List<PortRange> ports = List.of();
    private Optional<Discovery> discovery = Optional.empty();
    private Map<String, String> labels = Map.of();
    private Network network = Network.UNSPECIFIED;

    private Draft(Framework framework, Agent agent, String id, String name) {
      this.framework = framework;
      this.agent = agent;
      this.id = id;
      this.name = name;
    }

    public Draft state(String now) {
      state = now;
      return this;
    }

    public Draft healthy(boolean healthy) {
      running =
          new RunningStatus(
              Optional.of(healthy), running.addresses(), running.labels(), running.network());
      return this;
    }

    public Draft at(String... addresses) {
      running =
          new RunningStatus(
              running.healthy(), List.of(addresses), running.labels(), running.network());
      return this;
    }

    public Draft running(RunningStatus status) {
      running = status;
      return this;
    }

    public Draft ports(PortRange... ranges) {
      ports = List.of(ranges);
      return this;
    }

    public Draft discovery(String discoveryName, Discovery.Port... named) {
      return discovery(discoveryName, "", Map.of(), named);
    }

    public Draft discovery(
        String discoveryName,
        String environment,
        Map<String, String> itsLabels,
        Discovery.Port... named) {
      discovery =
          Optional.of(
              new Discovery(
                  discoveryName, environment, "", "", "EXTERNAL", List.of(named), itsLabels));
      return this;
    }

    public Draft labels(Map<String, String> ofTask) {
      labels = ofTask;
      return this;
    }

    public Draft network(Network described) {
      network = described;
      return this;
    }

    public Task task() {
      return new Task(
          framework.id(),
          id,
          name,
          agent.id(),
          state,
          Optional.of(running),
          ports,
          discovery,
          labels,
          network,
          false);
    }
  }
}
