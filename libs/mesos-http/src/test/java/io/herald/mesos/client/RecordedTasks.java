package io.herald.mesos.client;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.mesos.v1.Protos.Task;

/** Keeps the tasks that the last SUBSCRIBED event told. */
final class RecordedTasks implements SubscribedTasks {

  private final Map<Listed, List<Task>> tasks = new EnumMap<>(Listed.class);

  RecordedTasks() {
    for (Listed listed : Listed.values()) {
      tasks.put(listed, new CopyOnWriteArrayList<>());
    }
  }

  @Override
  public void begin() {
    tasks.values().forEach(List::clear);
  }

  @Override
  public void task(Task task, Listed listed) {
    of(listed).add(task);
  }

  private List<Task> of(Listed listed) {
    return tasks.getOrDefault(listed, List.of());
  }

  List<Task> present() {
    return of(Listed.PRESENT);
  }

  List<Task> unreachable() {
    return of(Listed.UNREACHABLE);
  }

  List<Task> orphans() {
    return of(Listed.ORPHAN);
  }
}
