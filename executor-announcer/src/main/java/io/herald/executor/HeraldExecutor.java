package io.herald.executor;

import io.herald.executor.announce.Announcers;
import io.herald.executor.announce.ServerSetAnnouncers;
import io.herald.executor.lifecycle.ExecutorEnvironment;
import io.herald.executor.lifecycle.ExecutorRun;
import io.herald.executor.lifecycle.RunThread;
import io.herald.executor.lifecycle.StatusUpdates;
import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.wire.AgentAccess;
import io.herald.executor.wire.AgentSession;
import io.herald.runtime.threads.Threads;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor for one task, over the agent's v1 executor API.
 *
 * <p>{@link #run} blocks until the task is done and its last status update is acknowledged; the
 * calling thread is the executor's own meanwhile. On SIGTERM the task is stopped gracefully first;
 * on SIGKILL its processes end too.
 */
public final class HeraldExecutor {

  private static final Logger log = LoggerFactory.getLogger(HeraldExecutor.class);

  private HeraldExecutor() {}

  /**
   * Runs the executor. It writes to the sandbox only and talks to the agent and ZooKeeper only; the
   * caller exits with the returned code.
   *
   * @param environment set by the agent: {@code MESOS_AGENT_ENDPOINT}, {@code MESOS_EXECUTOR_ID}
   *     and the others
   * @return the process's exit code: 0 when done, 1 if it could not start or got no task
   */
  public static int run(ExecutorOptions options, Map<String, String> environment) {
    return run(options, AgentAccess.OF_ENVIRONMENT, environment);
  }

  /**
   * As {@link #run(ExecutorOptions, Map)}.
   *
   * @param access how to talk to the agent; overrides the environment
   */
  public static int run(
      ExecutorOptions options, AgentAccess access, Map<String, String> environment) {
    RunThread thread = new RunThread("executor");
    try (Announcers announcers = ServerSetAnnouncers.of(options, thread.clock())) {
      return run(options, access, ExecutorEnvironment.of(environment), announcers, thread);
    } catch (IllegalArgumentException e) {
      log.error("the executor can't start: {}", e.getMessage());
      return 1;
    }
  }

  private static int run(
      ExecutorOptions options,
      AgentAccess access,
      ExecutorEnvironment environment,
      Announcers announcers,
      RunThread thread) {
    StatusUpdates updates = new StatusUpdates();
    try (ExecutorRun run = new ExecutorRun(options, environment, announcers, updates, thread);
        AgentSession session = new AgentSession(environment, access, updates, run)) {
      Thread hook = Threads.addShutdownHook("signal", () -> stop(run));
      try {
        run.start(update -> session.deliver());
        session.start();
        thread.work();
        return run.finished().join();
      } finally {
        remove(hook);
      }
    }
  }

  private static void stop(ExecutorRun run) {
    run.shutdownUrgently("The executor received a signal to stop.");
    run.finished().join();
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      log.debug("The JVM is ending already; the hook runs");
    }
  }
}
