package io.herald.mesos.client;

import org.apache.mesos.v1.Protos.Task;

/**
 * Takes the tasks of a SUBSCRIBED event one by one as they come, on the stream's own thread, before
 * the event is told: all of them, whether as bytes or as messages, would take some times the memory
 * of what is made of them.
 */
public interface SubscribedTasks {

  /** The list of {@code GetTasks} that a task stands in. */
  enum Listed {
    /** {@code tasks} */
    PRESENT,

    /** {@code unreachable_tasks} */
    UNREACHABLE,

    /** {@code orphan_tasks}, which masters before 1.3 fill. */
    ORPHAN
  }

  /** A SUBSCRIBED event begins; of one before that broke off nothing counts. */
  void begin();

  /** The next task. An exception is as one of {@link StreamListener#event}. */
  void task(Task task, Listed listed);
}
