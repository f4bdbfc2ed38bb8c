package io.herald.minimesos;

import io.herald.mesos.leader.MasterAddress;
import java.io.IOException;
import java.util.List;

/**
 * A running cluster: one master and its agents, speaking Mesos' HTTP APIs on the loopback address
 * and running tasks as processes of this machine. Safe for use from any thread; a call returns when
 * the cluster has done what it says.
 *
 * <pre>{@code
 * try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder).withAgents(2))) {
 *   LeaderDetectors.parse(mesos.masterUrl());
 * }
 * }</pre>
 */
@SuppressWarnings("DoNotCallSuggester") // until the parts below are there
public final class MiniMesos implements AutoCloseable {

  private MiniMesos() {}

  /**
   * Starts a cluster; its agents are registered when this returns, unless another master leads.
   *
   * @throws IOException if the port is taken (the message names it), the work dir can't be written
   *     or ZooKeeper can't be reached
   */
  public static MiniMesos start(MiniMesosOptions options) throws IOException {
    throw new UnsupportedOperationException(options.toString());
  }

  /** Where the master listens. */
  public MasterAddress masterAddress() {
    throw new UnsupportedOperationException();
  }

  /** What a framework or DNS server is given to find the master: {@code zk://…} or host:port. */
  public String masterUrl() {
    throw new UnsupportedOperationException();
  }

  /** {@code http://127.0.0.1:port}, of the master. */
  public String httpUrl() {
    throw new UnsupportedOperationException();
  }

  /** The agents in the order in which they were started. */
  public List<AgentView> agents() {
    throw new UnsupportedOperationException();
  }

  /** Adds a listener; it can't be removed. */
  public void onTaskRunning(TaskRunningListener listener) {
    throw new UnsupportedOperationException(listener.toString());
  }

  /**
   * The leading master dies and another takes over on the same port, with a new id and an empty
   * picture: every stream of the master breaks off. The agents register again at once; tasks run
   * on.
   */
  public void failOver() {
    throw new UnsupportedOperationException();
  }

  /** As {@link #failOver}, but each agent stays away until {@link #reregisterAgent}. */
  public void failOverWithoutAgents() {
    throw new UnsupportedOperationException();
  }

  /**
   * Cuts an agent off from the master. Its tasks run on; without {@link #reregisterAgent} it is
   * unreachable after the ping time-out.
   */
  public void loseAgent(String agentId) {
    throw new UnsupportedOperationException(agentId);
  }

  /** As {@link #loseAgent}, and the ping time-out is over at once. */
  public void unreachable(String agentId) {
    throw new UnsupportedOperationException(agentId);
  }

  /** Brings an agent back that was lost, is unreachable, recovered or was shut down. */
  public void reregisterAgent(String agentId) {
    throw new UnsupportedOperationException(agentId);
  }

  /** Kills the agent's daemon and starts it again: its executors' streams break off. */
  public void restartAgent(String agentId) {
    throw new UnsupportedOperationException(agentId);
  }

  /** Shuts an agent down in good order: it unregisters, its tasks are killed. */
  public void unregisterAgent(String agentId) {
    throw new UnsupportedOperationException(agentId);
  }

  /** Stops master and agents, and kills every process that they started. */
  @Override
  public void close() {}
}
