package io.herald.services;

import io.herald.catalog.model.Task;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that have something in common, each the catalog's own object and known by its identity. A
 * small group takes four bytes a task; removal from a large one is as fast as from a small one.
 * Used by one thread at a time.
 */
final class TaskGroup {

  /** Up to this many a scan is faster than hashing. */
  private static final int FEW = 16;

  private static final Task[] NONE = {};

  private Task[] few = NONE;
  private int size;
  private @Nullable Set<Task> many;

  void add(Task task) {
    if (many != null) {
      many.add(task);
    } else if (size < FEW) {
      if (size == few.length) {
        few = Arrays.copyOf(few, Math.min(FEW, size * 2 + 1));
      }
      few[size] = task;
    } else {
      Set<Task> all = Collections.newSetFromMap(new IdentityHashMap<>(2 * FEW));
      all.addAll(Arrays.asList(few));
      all.add(task);
      many = all;
      few = NONE;
    }
    size++;
  }

  /**
   * Removes a task that was added.
   *
   * @throws IllegalStateException if it wasn't
   */
  @SuppressWarnings("ReferenceEquality") // equal tasks may be different ones of a group's
  void remove(Task task) {
    boolean found = false;
    if (many != null) {
      found = many.remove(task);
    } else {
      for (int i = 0; i < size && !found; i++) {
        if (few[i] == task) {
          few[i] = few[size - 1];
          found = true;
        }
      }
      if (found) {
        few = size == 1 ? NONE : shortened();
      }
    }
    if (!found) {
      throw new IllegalStateException("task " + task.key() + " leaves a group that it isn't in");
    }
    size--;
  }

  private Task[] shortened() {
    return Arrays.copyOf(few, size - 1);
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void forEach(Consumer<Task> action) {
    if (many != null) {
      many.forEach(action);
    } else {
      for (int i = 0; i < size; i++) {
        action.accept(few[i]);
      }
    }
  }
}
