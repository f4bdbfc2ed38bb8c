package io.herald.executor.agent;

import io.herald.mesos.client.AgentClient;
import io.herald.mesos.client.CallFailedException;
import io.herald.mesos.codec.MesosDuration;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.Threads;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the agent for its tasks at intervals, on a thread of its own, as agents have no event
 * stream. A list whose bytes are those of the last one is not read. What can't be had is asked
 * again with the next round, for as long as the poller is open.
 */
final class AgentPoller implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AgentPoller.class);

  private static final int UNAVAILABLE = 503;

  /** Of Mesos, if the agent doesn't tell its own. */
  static final Duration RECOVERY_TIMEOUT = Duration.ofMinutes(15);

  private final AgentClient client;
  private final Duration interval;
  private final Listener listener;
  private final Thread thread;
  private final FailureLog failures = new FailureLog(log);
  private final FailureLog flagFailures = new FailureLog(log);
  private volatile boolean closed;

  // Of the poller's thread alone.
  private @Nullable AgentInfo info;
  private Duration recoveryTimeout = RECOVERY_TIMEOUT;
  private Map<String, String> frameworks = Map.of();
  private byte[] last = new byte[0];

  /**
   * The agent with its tasks, as of one moment.
   *
   * @param frameworks name by id
   * @param recoveryTimeout how long executors wait for their agent before they end their tasks
   */
  record Listing(
      AgentInfo agent,
      Map<String, String> frameworks,
      Duration recoveryTimeout,
      List<AgentTask> tasks) {}

  /** Hears what became of each round, in the poller's thread. */
  interface Listener {

    void listed(Listing listing);

    /** Nothing has changed. */
    void same();

    /**
     * There is no list.
     *
     * @param answered whether the agent did answer, so that it is there and runs its tasks
     */
    void failed(String reason, boolean answered);
  }

  AgentPoller(AgentClient client, Duration interval, Listener listener) {
    this.client = client;
    this.interval = interval;
    this.listener = listener;
    this.thread = Threads.daemon("agent-poll", this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    Threads.end(thread);
  }

  private void run() {
    try {
      while (!closed) {
        poll();
        TimeUnit.NANOSECONDS.sleep(interval.toNanos());
      }
    } catch (InterruptedException e) {
      log.debug("the agent is not asked any more", e);
    }
  }

  private void poll() {
    try {
      AgentInfo agent = info;
      if (agent == null) {
        agent = client.info();
        readRecoveryTimeout();
      }
      byte[] answer = client.taskList();
      boolean same = info != null && Arrays.equals(answer, last);
      if (!same) {
        List<AgentTask> tasks = AgentTask.asking(AgentClient.tasks(answer).getLaunchedTasksList());
        nameFrameworks(tasks);
        listener.listed(new Listing(agent, frameworks, recoveryTimeout, tasks));
        last = answer;
        info = agent;
      } else {
        listener.same();
      }
      failures.succeeded("the agent answers again");
    } catch (CallFailedException e) {
      if (closed) {
        return;
      }
      info = null; // It may come back as another.
      boolean answered = e.status() != 0 && e.status() != UNAVAILABLE;
      failures.failed(
          "the agent's tasks can't be listed; what is announced stays: {}", e.getMessage());
      listener.failed(String.valueOf(e.getMessage()), answered);
    }
  }

  private void nameFrameworks(List<AgentTask> tasks) throws CallFailedException {
    boolean allKnown =
        tasks.stream().allMatch(task -> frameworks.containsKey(task.key().framework()));
    if (allKnown) {
      return;
    }
    Map<String, String> names = new HashMap<>();
    for (Map.Entry<String, FrameworkInfo> framework : client.frameworks().entrySet()) {
      names.put(framework.getKey(), framework.getValue().getName());
    }
    // One that isn't listed has no name; it isn't asked for again with each list.
    tasks.forEach(task -> names.putIfAbsent(task.key().framework(), ""));
    frameworks = Map.copyOf(names);
  }

  private void readRecoveryTimeout() {
    try {
      Optional<Duration> given = client.flag("recovery_timeout").flatMap(MesosDuration::parse);
      recoveryTimeout = given.orElse(RECOVERY_TIMEOUT);
      flagFailures.forget();
    } catch (CallFailedException e) {
      flagFailures.failed(
          "the agent's flags can't be read, so its recovery_timeout is taken for {} min: {}",
          RECOVERY_TIMEOUT.toMinutes(),
          e.getMessage());
    }
  }
}
