package io.herald.minimesos;

import io.herald.mesos.leader.MasterAddress;
import io.herald.minimesos.generated.ScriptedAgent;
import io.herald.minimesos.link.AgentReport;
import io.herald.minimesos.link.StatusUpdate;
import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.master.Master;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskStatus;

/**
 * One real master (its HTTP APIs) of a cluster that exists in messages alone: frameworks, agents
 * and tasks are the messages that it is given, whatever they say. Safe for use from any thread; a
 * call returns when the master knows.
 */
public final class ScriptedCluster implements AutoCloseable {

  private final EventLoop loop = new EventLoop("scripted-cluster");
  private final MasterProcess process;

  /**
   * A framework.
   *
   * @param info its id is set
   * @param pid of a scheduler that is connected by the driver; empty if only its tasks are known
   */
  public record Framework(FrameworkInfo info, Optional<String> pid) {}

  /** An agent; its id is set. */
  public record Agent(AgentInfo info, String pid) {}

  private ScriptedCluster(MiniMesosOptions options) throws IOException {
    process =
        MasterProcess.open(
            options,
            loop,
            new Registry(),
            List.of(),
            new MasterProcess.Listener() {
              @Override
              public void elected(Master master) {
                // Nobody waits for it but start().
              }

              @Override
              public void dethroned() {
                // It leads until it is closed.
              }
            });
  }

  /**
   * Starts a master that knows all of it when this returns.
   *
   * @param options of the master, without ZooKeeper
   * @param tasks of these frameworks, on these agents
   */
  public static ScriptedCluster start(
      MiniMesosOptions options, List<Framework> frameworks, List<Agent> agents, List<Task> tasks)
      throws IOException {
    if (options.zooKeeper().isPresent()) {
      throw new IllegalArgumentException("a scripted cluster has one master and no election");
    }
    ScriptedCluster cluster = new ScriptedCluster(options);
    try {
      cluster.process.contend().join();
      cluster.onMaster(master -> register(master, frameworks, agents, tasks));
      return cluster;
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static void register(
      Master master, List<Framework> frameworks, List<Agent> agents, List<Task> tasks) {
    for (Framework framework : frameworks) {
      framework.pid().ifPresent(pid -> master.driverSubscribed(framework.info(), pid));
    }
    Map<String, FrameworkInfo> recovered =
        frameworks.stream()
            .map(Framework::info)
            .collect(Collectors.toMap(info -> info.getId().getValue(), info -> info));
    for (Agent agent : agents) {
      List<Task> there =
          tasks.stream().filter(task -> task.getAgentId().equals(agent.info().getId())).toList();
      master.reregister(
          agent.info(),
          agent.pid(),
          new AgentReport(there, List.of(), recovered),
          new ScriptedAgent());
    }
  }

  public MasterAddress masterAddress() {
    return process.address();
  }

  /** A status of a task, which has the state of the status from then on. */
  public void update(Task task, TaskStatus status) {
    String framework = task.getFrameworkId().getValue();
    onMaster(master -> master.update(new StatusUpdate(framework, status, status.getState())));
  }

  /** The last status of a task, which the master then counts as completed. */
  public void end(Task task, TaskStatus status) {
    String framework = task.getFrameworkId().getValue();
    onMaster(master -> master.ended(new StatusUpdate(framework, status, status.getState())));
  }

  /** An agent has not answered for too long, and its tasks are unreachable with it. */
  public void unreachable(String agentId) {
    onMaster(master -> master.unreachable(agentId));
  }

  private void onMaster(Consumer<Master> action) {
    loop.run(
        () -> {
          action.accept(
              process
                  .leading()
                  .orElseThrow(() -> new IllegalStateException("the master does not lead")));
        });
  }

  /** Stops the master. */
  @Override
  public void close() {
    loop.run(
        () -> {
          process.kill();
        });
    process.close();
    loop.close();
  }
}
