package io.herald.executor.sidecar;

import io.herald.executor.announce.Presence;
import io.herald.executor.health.HealthMonitor;
import io.herald.executor.health.HealthPlan;
import io.herald.executor.health.HealthState;
import io.herald.executor.lifecycle.GracefulStop;
import io.herald.executor.lifecycle.RunThread;
import io.herald.executor.lifecycle.StopPlan;
import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.process.Exit;
import io.herald.executor.process.Signal;
import io.herald.executor.process.TaskCommand;
import io.herald.executor.process.TaskProcess;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command, or one endpoint of another program, from start to end.
 *
 * <p>Signals may come from any thread; what they ask for happens on the one that calls {@link
 * #untilEnd}. Only the end, which waits, has another.
 */
final class SidecarRun implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SidecarRun.class);

  private final SidecarPlan plan;
  private final Presence presence;
  private final ExecutorOptions options;
  private final RunThread thread = new RunThread("sidecar");

  private boolean ending;
  private @Nullable TaskProcess process;
  private @Nullable HealthMonitor monitor;

  SidecarRun(SidecarPlan plan, Presence presence, ExecutorOptions options) {
    this.plan = plan;
    this.presence = presence;
    this.options = options;
  }

  /**
   * Starts the command and its checks, and does all that there is to do, on the calling thread.
   *
   * @return the exit code
   * @throws CompletionException of an {@link IOException}, if the command can't be started or ended
   */
  int untilEnd() {
    thread.execute(this::begin);
    thread.work();
    return thread.finished().join();
  }

  /** A signal has come for the command. */
  void signal(Signal signal) {
    thread.execute(() -> obey(signal));
  }

  /** Ends the work of the thread; what runs of the command is ended by {@link #signal} only. */
  @Override
  public void close() {
    thread.close();
  }

  private void begin() {
    if (ending) {
      return; // A signal was faster.
    }
    if (plan.command().isPresent()) {
      TaskCommand command = plan.command().get();
      try {
        process = TaskProcess.start(command);
      } catch (IOException e) {
        thread.fail(e);
        return;
      }
      log.info("{} runs as process {}", command.words().get(0), process.pid());
      process.exit().thenAccept(exit -> thread.execute(() -> exited(exit)));
    }
    presence.started();
    if (plan.health().isEmpty()) {
      presence.running(true);
      return;
    }
    HealthPlan health = plan.health().get();
    monitor =
        new HealthMonitor(
            health.settings(),
            health.check(),
            plan.command().map(TaskCommand::folder).orElse(Path.of("")),
            options.earlyCheckInterval(),
            checked -> thread.execute(() -> checked(checked)));
    monitor.start();
  }

  private void checked(HealthState health) {
    if (ending || health.phase() != HealthState.Phase.RUNNING) {
      return;
    }
    switch (presence.running(health.healthy())) {
      case NONE -> {}
      case RUNNING -> log.info("the health check passes");
      case HEALTHY -> log.info("the health check passes again");
      case UNHEALTHY -> log.info("the health check fails: {}", health.reason());
    }
  }

  private void exited(Exit exit) {
    if (!ending) {
      log.info("the command {}", exit.describe());
      end(plan.service().stopPlan().withoutDrain(), Signal.TERM);
    }
  }

  private void obey(Signal signal) {
    switch (signal) {
      case TERM, INT, KILL -> {
        if (!ending) {
          boolean announced = presence.shown();
          log.info(
              announced
                  ? "SIG{}: withdrawing the announcement first"
                  : "SIG{}: it is not announced",
              signal);
          StopPlan steps = plan.service().stopPlan();
          end(announced ? steps : steps.withoutDrain(), signal);
        } else if (process != null) {
          log.info("SIG{} again: forwarding it at once", signal);
          pass(process::signalAll, signal);
        }
      }
      case HUP, USR1, USR2 -> {
        if (process != null) {
          pass(process::signalCommand, signal);
        } else if (signal == Signal.HUP) {
          obey(Signal.TERM);
        } else {
          log.info("SIG{}: there is no command to forward it to", signal);
        }
      }
    }
  }

  private void end(StopPlan steps, Signal first) {
    ending = true;
    if (monitor != null) {
      monitor.close();
    }
    TaskProcess stopping = process;
    Threads.user("stop", () -> stop(stopping, steps, first)).start();
  }

  private void stop(@Nullable TaskProcess stopping, StopPlan steps, Signal first) {
    try {
      GracefulStop.run(presence, stopping, steps, first);
      thread.finish(stopping == null ? 0 : stopping.exit().toCompletableFuture().join().code());
    } catch (IOException | InterruptedException | RuntimeException e) {
      thread.fail(e);
    }
  }

  /** Something that sends a signal. */
  private interface Sending {
    void send(Signal signal) throws IOException, InterruptedException;
  }

  private static void pass(Sending sending, Signal signal) {
    try {
      sending.send(signal);
    } catch (IOException e) {
      log.error("the signal could not be forwarded", e);
    } catch (InterruptedException e) {
      log.error("interrupted while forwarding a signal", e);
    }
  }
}
