package io.herald.catalog.source.mesos.reading.json;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import io.herald.catalog.source.mesos.reading.MesosTime;
import io.herald.catalog.source.mesos.reading.SnapshotException;
import io.herald.catalog.source.mesos.reading.TaskMemory;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import io.herald.mesos.codec.MesosDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What has been read of a document so far; at its end, whether that is the whole state of a leading
 * master. For one document, one thread.
 */
final class StateDraft {

  final TaskMemory known;
  final List<Agent> agents = new ArrayList<>();
  final Set<String> recovered = new HashSet<>();
  final List<Framework> frameworks = new ArrayList<>();
  final List<Task> tasks;
  final List<Task> orphans = new ArrayList<>();
  String leader = "";
  String pid = "";
  String id = "";
  String elected = "";
  String timeout = "";
  boolean slavesSeen;
  boolean frameworksSeen;

  /**
   * @param known the tasks of the state before
   */
  StateDraft(TaskMemory known) {
    this.known = known;
    this.tasks = new ArrayList<>(known.size());
  }

  StateReader.State finish(String from, MesosSkippedItems skippedItems) {
    if (!slavesSeen || !frameworksSeen) {
      throw new SnapshotException(
          from
              + ": \""
              + (slavesSeen ? "frameworks" : "slaves")
              + "\" is missing; this is not the state of a Mesos master");
    }
    if (leader.isEmpty()) {
      throw new SnapshotException(from + ": \"leader\" is empty: that master knows no leader");
    }
    if (!pid.isEmpty() && !pid.equals(leader)) {
      throw new SnapshotException(
          from + ": " + pid + " is not the leader, which is " + leader + "; its state is ignored");
    }
    Upid leading;
    try {
      leading = Upid.parse(leader);
    } catch (IllegalArgumentException e) {
      throw new SnapshotException(from + ": \"leader\": " + e.getMessage(), e);
    }
    return new StateReader.State(
        new MesosSnapshot(
            id + "/" + leader + "/" + elected,
            agents,
            recovered,
            frameworks,
            true,
            tasks,
            reregisterTimeout(),
            electedAt(skippedItems),
            orphans),
        leading);
  }

  Optional<Duration> reregisterTimeout() {
    return MesosDuration.parse(timeout);
  }

  /** Masters of before 0.20 don't say; others write seconds. */
  private Optional<Instant> electedAt(MesosSkippedItems skippedItems) {
    if (elected.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> at = MesosTime.parse(elected);
    if (at.isEmpty()) {
      skippedItems.skip(
          "state", "", "\"elected_time\" = \"" + elected + "\" is not a time in seconds");
    }
    return at;
  }
}
