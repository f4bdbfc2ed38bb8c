package io.herald.minimesos.generated;

import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.loop.Timer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.mesos.v1.Protos.TaskState;

/**
 * The tasks that run in a generated cluster, and the churn among them. Task {@code t7} has the name
 * {@code t7} and its own address. For the cluster's thread; {@link #running} and {@link #load} may
 * be read by any.
 */
public final class GeneratedTasks {

  private static final Duration TICK = Duration.ofMillis(10);
  private static final int FIRST_PORT = 31_000;
  private static final int PORTS = 1_000;

  private final EventLoop loop;
  private final List<GeneratedAgent> agents;
  private final Random random;

  /** The agent of each running task, by the task's name. */
  private final Map<String, GeneratedAgent> running = new ConcurrentHashMap<>();

  private Timer churn = Timer.NONE;
  private double churnDue;
  private int nextTask;

  /**
   * @param agents filled by the cluster
   * @param seed of the churn
   */
  public GeneratedTasks(EventLoop loop, List<GeneratedAgent> agents, long seed) {
    this.loop = loop;
    this.agents = agents;
    this.random = new Random(seed);
  }

  /** Starts a task; its name. */
  public String start(GeneratedAgent agent) {
    int number = nextTask++;
    String name = "t" + number;
    String address = "10." + (1 + number / 65536) + "." + number / 256 % 256 + "." + number % 256;
    agent.start(name, name, address, FIRST_PORT + number % PORTS);
    running.put(name, agent);
    return name;
  }

  /** Ends a task, if it runs. */
  public void end(String name) {
    GeneratedAgent agent = running.remove(name);
    if (agent != null) {
      agent.end(name, TaskState.TASK_FAILED);
    }
  }

  /** The tasks of an agent are gone with it. */
  public void discard(GeneratedAgent agent) {
    running.values().removeIf(on -> on == agent);
  }

  /** A task's executor reports another address and its health; no event says so. */
  public void report(String name, String address, boolean healthy) {
    GeneratedAgent agent = running.get(name);
    if (agent == null) {
      throw new IllegalArgumentException("no task " + name + " runs");
    }
    agent.report(name, address, healthy);
  }

  /** The agent of each task that runs, whether or not a master knows the task; live. */
  public Map<String, GeneratedAgent> running() {
    return Collections.unmodifiableMap(running);
  }

  /** How many tasks each agent runs, by its id. */
  public Map<String, Integer> load() {
    Map<String, Integer> load = new TreeMap<>();
    running.values().forEach(agent -> load.merge(agent.id(), 1, Integer::sum));
    return load;
  }

  /**
   * Ends tasks and starts others, all the time.
   *
   * @param perSecond how many end, and as many start; 0 ends the churn
   */
  public void churn(double perSecond) {
    churn.cancel();
    churnDue = 0;
    churn =
        perSecond == 0
            ? Timer.NONE
            : loop.every(TICK, () -> churnOnce(perSecond * TICK.toNanos() / 1e9));
  }

  private void churnOnce(double share) {
    churnDue += share;
    for (; churnDue >= 1; churnDue--) {
      GeneratedAgent agent = agents.get(random.nextInt(agents.size()));
      String victim = "t" + random.nextInt(nextTask);
      GeneratedAgent on = running.get(victim);
      if (agent.connected() && on != null && on.connected()) {
        end(victim);
        start(agent);
      }
    }
  }
}
