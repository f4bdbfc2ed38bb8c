package io.herald.render.schedule;

import io.herald.catalog.model.Task;
import io.herald.render.plan.RenderPlan.Contents;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The instances that a check refused. Each stays out until it changes, or until it is given another
 * chance: the check may have failed for another reason. For one thread.
 */
final class Quarantine {

  /** After so long an instance is tried again. */
  static final Duration TERM = Duration.ofMinutes(10);

  /**
   * An instance that is out.
   *
   * @param instance as it was refused
   * @param until in nanoseconds of the renderer's clock
   */
  private record Held(Object instance, long until, String why) {}

  private final Map<Task.Id, Held> held = new LinkedHashMap<>();

  /** Takes these in. */
  void add(Set<Task.Id> bad, Contents contents, String why, long now) {
    Map<Task.Id, Object> instances = contents.instances();
    for (Task.Id task : bad) {
      Object instance = instances.get(task);
      if (instance != null) {
        held.put(task, new Held(instance, now + TERM.toNanos(), why));
      }
    }
  }

  /** The contents without those that are out; others are forgotten. */
  Contents filter(Contents contents, long now) {
    Map<Task.Id, Object> instances = contents.instances();
    held.entrySet()
        .removeIf(
            entry ->
                !entry.getValue().instance().equals(instances.get(entry.getKey()))
                    || now - entry.getValue().until() >= 0);
    Contents rest = contents;
    for (Map.Entry<Task.Id, Held> entry : held.entrySet()) {
      rest = rest.without(Set.of(entry.getKey()), entry.getValue().why());
    }
    return rest;
  }

  /** When the next one is to be tried again. */
  OptionalLong nextTrial() {
    return held.values().stream().mapToLong(Held::until).min();
  }
}
