package io.herald.catalog.source.mesos.reading;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the tasks of the last whole reading for the next one. A reading has them to itself; one
 * that is under way when they are let go of leaves nothing behind. Any thread may call.
 */
public final class LastTasks {

  @GuardedBy("this")
  private @Nullable TaskMemory kept;

  /** How often they were let go of. */
  @GuardedBy("this")
  private int forgotten;

  /** Begins a reading, which has to be {@link Loan#end ended}. */
  public synchronized Loan lend() {
    TaskMemory tasks = kept == null ? new TaskMemory() : kept;
    kept = null;
    return new Loan(tasks, forgotten);
  }

  /** Lets go of them, and of those of the reading that is under way once it ends. */
  public synchronized void forget() {
    kept = null;
    forgotten++;
  }

  private synchronized void giveBack(Loan loan) {
    if (loan.forgottenBefore == forgotten) {
      kept = loan.tasks;
    }
  }

  /** One reading's hold on them; for one thread. */
  public final class Loan {
    private final TaskMemory tasks;
    private final int forgottenBefore;

    private Loan(TaskMemory tasks, int forgottenBefore) {
      this.tasks = tasks;
      this.forgottenBefore = forgottenBefore;
    }

    public TaskMemory tasks() {
      return tasks;
    }

    /** As {@link TaskMemory#endReading}; then the next reading may have them. */
    public void end(boolean whole) {
      tasks.endReading(whole);
      giveBack(this);
    }
  }
}
