package io.herald.minimesos.link;

import com.google.protobuf.ByteString;
import org.apache.mesos.v1.Protos.AgentInfo;

/** What an agent may say to the master. To be called on the cluster's thread. */
public interface MasterPort {

  /**
   * A new agent.
   *
   * @param info without an id
   * @return the id that it has now
   */
  String register(AgentInfo info, String pid, AgentPort agent);

  /** An agent that has an id is there again. */
  void reregister(AgentInfo info, String pid, AgentReport report, AgentPort agent);

  /** The agent shuts down for good. */
  void unregister(String agentId);

  void update(StatusUpdate update);

  void message(String agentId, String frameworkId, String executorId, ByteString data);

  /**
   * An executor's process has ended.
   *
   * @param status as wait(2) gives it
   */
  void executorExited(String agentId, String frameworkId, String executorId, int status);
}
