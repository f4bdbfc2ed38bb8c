package io.herald.catalog.source.mesos.reading;

import java.util.Set;

/** What the states of a task mean to the catalog (mesos.proto, {@code TaskState}). */
public final class TaskStates {

  public static final String UNREACHABLE = "TASK_UNREACHABLE";

  private static final Set<String> TERMINAL =
      Set.of(
          "TASK_FINISHED",
          "TASK_FAILED",
          "TASK_KILLED",
          "TASK_ERROR",
          "TASK_LOST",
          "TASK_DROPPED",
          "TASK_GONE",
          "TASK_GONE_BY_OPERATOR");

  /** States that mean that the master has given up the task's agent; no event reports that. */
  private static final Set<String> AGENT_GIVEN_UP =
      Set.of(UNREACHABLE, "TASK_LOST", "TASK_GONE", "TASK_GONE_BY_OPERATOR");

  private TaskStates() {}

  /** Whether a task in this state is no longer part of the snapshot. Future states are. */
  public static boolean isTerminal(String state) {
    return TERMINAL.contains(state);
  }

  public static boolean mayMeanThatTheAgentIsGone(String state) {
    return AGENT_GIVEN_UP.contains(state);
  }
}
