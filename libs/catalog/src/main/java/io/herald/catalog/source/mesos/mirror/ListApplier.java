package io.herald.catalog.source.mesos.mirror;

import io.herald.catalog.Edits;
import io.herald.catalog.EntityKind;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns what a master lists when it is asked into edits, as far as the stream has not reported
 * something newer. For one thread.
 */
final class ListApplier {

  private final FailoverHold hold;
  private final SinceAsked since;

  ListApplier(FailoverHold hold, SinceAsked since) {
    this.hold = hold;
    this.since = since;
  }

  /**
   * The agents as the master listed them some time after they were asked for: agents of which the
   * stream reported since are left alone.
   */
  void agentsListed(List<Agent> present, Set<String> awaited, Edits edits) {
    for (Agent agent : present) {
      if (!since.reportedAgents().contains(agent.id())) {
        edits.put(agent);
      }
    }
    Set<String> ids = present.stream().map(Agent::id).collect(Collectors.toSet());
    hold.agentsListed(ids, awaited, since.reportedAgents(), edits);
    for (Entity entity : edits.all(EntityKind.AGENT)) {
      String id = ((Agent) entity).id();
      if (!ids.contains(id) && !since.reportedAgents().contains(id) && !hold.holdsAgent(id)) {
        edits.remove(entity.key());
      }
    }
  }

  /**
   * The frameworks as {@code GET /frameworks} listed them some time after they were asked for. Only
   * what no event reports is taken from there: the pid, and whether they are active.
   */
  void frameworksListed(List<Framework> listed, Edits edits) {
    for (Framework framework : listed) {
      Optional<Framework> known = edits.find(framework.key()).map(Framework.class::cast);
      if (known.isPresent() && !since.isFrameworkReported(framework.id())) {
        Framework f = known.get();
        edits.put(
            new Framework(f.id(), f.name(), f.hostname(), framework.pid(), framework.active()));
      }
    }
  }

  /** The status of a known task, as the master listed it and no event reported. */
  void taskListed(TaskListComparison.Unreported listed, Edits edits) {
    Task.Id key = listed.task().key();
    Optional<Task> before = edits.find(key).map(Task.class::cast);
    if (before.filter(task -> !task.recovering()).isPresent()) {
      edits.put(KnownFacts.withAddresses(listed.task(), before));
      since.taskListed(key, listed.since());
    }
  }

  /** Whether a known framework is active; no event reports it. */
  void frameworkListed(String id, boolean active, Edits edits) {
    edits
        .find(new Framework.Id(id))
        .map(Framework.class::cast)
        .ifPresent(f -> edits.put(new Framework(f.id(), f.name(), f.hostname(), f.pid(), active)));
  }
}
