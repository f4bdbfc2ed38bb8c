package io.herald.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a reader knows, as a client keeps it: a snapshot takes the place of everything, events
 * change it. Whatever can't be of a true account fails. Safe for any thread.
 */
final class KnownInstances {

  private final Map<Task.Id, Instance> instances = new HashMap<>();
  private final List<InstanceEvent> events = new ArrayList<>();
  private boolean inSnapshot;
  private OptionalLong resumeAfter = OptionalLong.empty();
  private OptionalLong snapshotAt = OptionalLong.empty();
  private long lastRevision;

  /** The instances that a reader with that filter should know. */
  static Map<Task.Id, Instance> of(LiveServices live, InstanceFilter filter) {
    return live.read(
        view -> {
          Map<Task.Id, Instance> known = new HashMap<>();
          view.forEachTask(
              task ->
                  view.instance(task)
                      .filter(filter::matches)
                      .ifPresent(instance -> known.put(task.key(), instance)));
          return known;
        });
  }

  synchronized void snapshot(List<Instance> piece, OptionalLong complete) {
    if (!inSnapshot) {
      instances.clear();
      events.clear();
      resumeAfter = OptionalLong.empty();
      lastRevision = 0;
    }
    for (Instance instance : piece) {
      assertThat(instances.put(instance.task().key(), instance)).as("told before").isNull();
    }
    inSnapshot = complete.isEmpty();
    if (complete.isPresent()) {
      assertThat(complete.getAsLong()).isGreaterThanOrEqualTo(lastRevision);
      lastRevision = complete.getAsLong();
      resumeAfter = complete;
      snapshotAt = complete;
      events.clear();
    }
  }

  synchronized void event(InstanceEvent event) {
    assertThat(event.revision()).as("revisions rise").isGreaterThan(lastRevision);
    lastRevision = event.revision();
    Instance instance = event.instance();
    switch (event.kind()) {
      case ADDED ->
          assertThat(instances.put(instance.task().key(), instance)).as("%s", event).isNull();
      case CHANGED ->
          assertThat(instances.put(instance.task().key(), instance)).as("%s", event).isNotNull();
      case REMOVED ->
          assertThat(instances.remove(instance.task().key())).as("%s", event).isEqualTo(instance);
    }
    events.add(event);
    if (!inSnapshot) {
      resumeAfter = OptionalLong.of(event.revision());
    }
  }

  synchronized void progress(OptionalLong revision) {
    if (!inSnapshot && revision.isPresent()) {
      assertThat(revision.getAsLong()).isGreaterThanOrEqualTo(lastRevision);
      lastRevision = revision.getAsLong();
      resumeAfter = revision;
    }
  }

  /** Its connection is cut: what it knows of an unfinished snapshot is worth nothing. */
  synchronized OptionalLong cut() {
    inSnapshot = false;
    return resumeAfter;
  }

  synchronized Map<Task.Id, Instance> instances() {
    return Map.copyOf(instances);
  }

  synchronized boolean isInSnapshot() {
    return inSnapshot || snapshotAt.isEmpty();
  }

  /** Revision of the last snapshot. */
  synchronized OptionalLong snapshotAt() {
    return snapshotAt;
  }

  /** Since the last snapshot was complete. */
  synchronized List<InstanceEvent> events() {
    return List.copyOf(events);
  }
}
