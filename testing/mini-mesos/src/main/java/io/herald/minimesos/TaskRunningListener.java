package io.herald.minimesos;

/** Notified when a task is first reported running; for measuring what follows from it. */
@FunctionalInterface
public interface TaskRunningListener {

  /**
   * Called on the cluster's thread just before TASK_RUNNING is handed to the subscribers' streams.
   *
   * @param nanoTime {@link System#nanoTime()} of that moment
   */
  void taskRunning(String taskId, long nanoTime);
}
