package io.herald.watch;

import io.herald.catalog.model.Task;
import io.herald.services.ServiceBatch;
import io.herald.services.ServicesView;
import io.herald.services.instance.Instance;
import io.herald.services.instance.Located;
import io.herald.services.instance.LocatedChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What makes one state of the instances from another, each step of one service: an instance that
 * moves to another service leaves the one and joins the other.
 */
final class Difference {

  private final List<Step> steps = new ArrayList<>();

  /**
   * One instance of one service; not both are null.
   *
   * @param old null if it is new
   * @param now null if it is gone
   */
  record Step(@Nullable Instance old, @Nullable Instance now) {}

  private Difference() {}

  /** The changes of a batch. */
  static List<Step> of(ServiceBatch batch) {
    Difference difference = new Difference();
    for (LocatedChange change : batch.changes()) {
      difference.add(instance(change.old()), instance(change.now()));
    }
    return difference.steps;
  }

  /** What differs between two clusters, or the same one in two configurations. */
  static List<Step> between(ServicesView before, ServicesView after) {
    Difference difference = new Difference();
    forEach(
        before,
        old -> {
          if (find(after, old).isEmpty()) {
            difference.add(old, null);
          }
        });
    forEach(after, now -> difference.add(find(before, now).orElse(null), now));
    return difference.steps;
  }

  private static void forEach(ServicesView view, Consumer<Instance> action) {
    view.forEachTask(task -> view.instance(task).ifPresent(action));
  }

  private static Optional<Instance> find(ServicesView view, Instance other) {
    Task.Id id = other.task().key();
    return view.find(id).map(Difference::instance);
  }

  private static @Nullable Instance instance(@Nullable Located located) {
    return located instanceof Instance instance ? instance : null;
  }

  private void add(@Nullable Instance old, @Nullable Instance now) {
    if (old != null && now != null && old.service().equals(now.service())) {
      if (!old.equals(now) && !old.differsOnlyInRecovering(now)) {
        steps.add(new Step(old, now));
      }
      return;
    }
    if (old != null) {
      steps.add(new Step(old, null));
    }
    if (now != null) {
      steps.add(new Step(null, now));
    }
  }
}
