package io.herald.balancer.control;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;
import io.herald.watch.LiveServices;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Whether the master would list a task if it ran: it has the task's agent among its active ones,
 * and knows the framework. A master that has taken over and hasn't heard from that agent yet has
 * not. Used by one thread at a time, except for what is marked.
 */
final class MasterSight {

  private final LiveServices live;
  private final Map<Task.Id, TaskPlace> places = new ConcurrentHashMap<>();

  MasterSight(LiveServices live) {
    this.live = live;
  }

  /** It runs there. */
  void seen(Instance instance) {
    Task task = instance.task();
    places.put(task.key(), new TaskPlace(task.frameworkId(), task.agentId()));
  }

  /** It ran there in the last run, which knew it by this id. */
  void remember(Task.Id task, TaskPlace place) {
    places.put(task, place);
  }

  void forget(Task.Id task) {
    places.remove(task);
  }

  /** Whether it was seen, and isn't forgotten. */
  boolean knows(Task.Id task) {
    return places.containsKey(task);
  }

  /** Of a task that isn't listed; false for one whose agent isn't known. */
  boolean reaches(Task.Id task) {
    TaskPlace place = places.get(task);
    return place != null && reaches(place);
  }

  /** Of a task there that isn't listed. */
  boolean reaches(TaskPlace place) {
    return live.read(
        view ->
            view.find(new Agent.Id(place.agent()))
                    .filter(at -> at.entity() instanceof Agent there && there.active())
                    .isPresent()
                && view.find(new Framework.Id(place.framework())).isPresent());
  }

  /** Every task that it knows, with its id and place. Any thread. */
  void forEach(BiConsumer<String, TaskPlace> action) {
    places.forEach((task, place) -> action.accept(task.taskId(), place));
  }
}
