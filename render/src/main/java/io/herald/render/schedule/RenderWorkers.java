package io.herald.render.schedule;

import static java.util.Objects.requireNonNull;

import io.herald.render.command.CommandRunner;
import io.herald.runtime.threads.NamedScheduler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What renderers work with.
 *
 * @param runner runs commands; used from several threads
 * @param loops makes a loop of that name: one thread, whose work that is not yet due is dropped at
 *     its end
 * @param nanos a clock that is never set, in nanoseconds
 */
public record RenderWorkers(
    CommandRunner runner, Function<String, ScheduledExecutorService> loops, LongSupplier nanos) {

  public RenderWorkers {
    requireNonNull(runner, "runner");
    requireNonNull(loops, "loops");
    requireNonNull(nanos, "nanos");
  }

  /** Real ones, with threads of their own. */
  public static RenderWorkers real(CommandRunner runner) {
    return new RenderWorkers(runner, RenderWorkers::loop, System::nanoTime);
  }

  private static ScheduledExecutorService loop(String name) {
    NamedScheduler loop = new NamedScheduler(name, new ThreadPoolExecutor.DiscardPolicy());
    loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    loop.setRemoveOnCancelPolicy(true);
    return loop;
  }
}
