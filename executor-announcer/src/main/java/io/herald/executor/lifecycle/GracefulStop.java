package io.herald.executor.lifecycle;

import io.herald.executor.announce.Presence;
import io.herald.executor.process.Signal;
import io.herald.executor.process.TaskProcess;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A task's end in order: its member goes, clients that know it finish, it is asked, and only then
 * signalled. A process that ends on the way cuts the rest short.
 */
public final class GracefulStop {

  private GracefulStop() {}

  /**
   * Takes the steps; returns when nothing of the task runs any more.
   *
   * @param process null: there is none, and the task's member is all that goes
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
