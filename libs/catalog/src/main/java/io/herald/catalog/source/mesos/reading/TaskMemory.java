package io.herald.catalog.source.mesos.reading;

import io.herald.catalog.model.Task;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The tasks of the last state by the bytes that they were read from. A reading only marks what it
 * meets again, so that one of a state that hasn't changed leaves no garbage that has outlived it.
 * For one reading at a time.
 */
public final class TaskMemory {

  private final Map<Fingerprint, Remembered> tasks = new HashMap<>();
  private int reading;
  private int met;

  /** How many there are. */
  public int size() {
    return tasks.size();
  }

  /** The task of these bytes; it is one of this reading from now on. */
  public Optional<Task> recall(Fingerprint bytes) {
    Remembered remembered = tasks.get(bytes);
    if (remembered == null) {
      return Optional.empty();
    }
    meet(remembered);
    return Optional.of(remembered.task);
  }

  public void remember(Fingerprint bytes, Task task) {
    meet(tasks.computeIfAbsent(bytes, b -> new Remembered(task, reading)));
  }

  /** Gives those of this reading so far. */
  void forEachMet(Consumer<Task> action) {
    for (Remembered remembered : tasks.values()) {
      if (remembered.last == reading) {
        action.accept(remembered.task);
      }
    }
  }

  private void meet(Remembered remembered) {
    if (remembered.last != reading) {
      remembered.last = reading;
      met++;
    }
  }

  /**
   * Ends this reading: what it didn't meet is forgotten, or if it failed, what it alone met. The
   * next one begins.
   */
  public void endReading(boolean whole) {
    if (!whole) {
      tasks.values().removeIf(remembered -> remembered.first == reading);
    } else if (met < tasks.size()) {
      tasks.values().removeIf(remembered -> remembered.last != reading);
    }
    reading++;
    met = 0;
  }

  private static final class Remembered {
    private final Task task;
    private final int first;
    private int last;

    private Remembered(Task task, int reading) {
      this.task = task;
      this.first = reading;
      this.last = reading - 1;
    }
  }
}
