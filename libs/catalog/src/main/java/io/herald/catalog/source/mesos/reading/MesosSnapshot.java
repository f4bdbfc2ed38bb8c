package io.herald.catalog.source.mesos.reading;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that a master says of its cluster at one moment.
 *
 * @param master which master, in which election; a new value means that another snapshot came
 *     before it in another's memory
 * @param recoveredAgents ids of agents that the registry knows and that have not re-registered:
 *     their tasks are not listed
 * @param pidsKnown whether a framework without a pid has none; the operator API does not say
 * @param tasks those not completed, unreachable ones too
 * @param reregisterTimeout how long after its election the master waits for its agents, if it says
 * @param elected when, by its own clock, if it says
 * @param orphans tasks of frameworks that have not come back yet, as a master before 1.3 lists them
 *     after a failover; not among {@code tasks}
 */
public record MesosSnapshot(
    String master,
    List<Agent> agents,
    Set<String> recoveredAgents,
    List<Framework> frameworks,
    boolean pidsKnown,
    List<Task> tasks,
    Optional<Duration> reregisterTimeout,
    Optional<Instant> elected,
    List<Task> orphans) {

  public MesosSnapshot {
    agents = List.copyOf(agents);
    recoveredAgents = Set.copyOf(recoveredAgents);
    frameworks = List.copyOf(frameworks);
    tasks = List.copyOf(tasks);
    orphans = List.copyOf(orphans);
  }

  /** Knows of no agent at all: an empty cluster, or a leader that has not read its registry yet. */
  public boolean withoutAgents() {
    return agents.isEmpty() && recoveredAgents.isEmpty();
  }
}
