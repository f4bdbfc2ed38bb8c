package io.herald.executor.lifecycle;

import io.herald.executor.announce.Presence;
import io.herald.executor.process.Signal;
import io.herald.executor.process.TaskProcess;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Stops a task gracefully: its member is removed, clients drain, it is asked over HTTP, and only
 * then signalled. A process that ends meanwhile cuts the rest short.
 */
public final class GracefulStop {

  private GracefulStop() {}

  /**
   * Takes the steps; returns when nothing of the task runs any more.
   *
   * @param process null without a process: only the task's member is removed
   * @param first the signal to begin with
   */
  public static void run(
      Presence presence, @Nullable TaskProcess process, StopPlan steps, Signal first)
      throws IOException, InterruptedException {
    presence.leave(steps.leave());
    if (process == null) {
      return;
    }
    if (!steps.drain().isZero()) {
      process.awaitExit(steps.drain());
    }
    if (steps.http().isPresent()) {
      HttpStopRequests.send(steps.http().get(), process);
    }
    process.stop(first, steps.finalization());
  }
}
