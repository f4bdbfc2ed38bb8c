package io.herald.executor.wire;

import io.herald.executor.lifecycle.ExecutorEnvironment;
import io.herald.executor.lifecycle.ExecutorRun;
import io.herald.executor.lifecycle.StatusUpdates;
import io.herald.mesos.client.CallFailedException;
import io.herald.mesos.client.ExecutorClient;
import io.herald.mesos.client.StreamListener;
import io.herald.mesos.leader.MasterAddress;
import io.herald.runtime.text.Printable;
import io.herald.runtime.threads.NamedScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executor at its agent: subscribes, and after a loss subscribes again with all that was not
 * acknowledged; hands events to the {@link ExecutorRun} and its status updates to the agent.
 *
 * <p>If the framework checkpoints, a lost agent is waited for, for its recovery time-out; the task
 * does not notice. If not, or when the wait is over, the task is ended and the executor with it, as
 * Mesos demands of executors.
 */
public final class AgentSession implements AutoCloseable, StreamListener<Event> {

  private static final Logger log = LoggerFactory.getLogger(AgentSession.class);

  private final ExecutorEnvironment environment;
  private final StatusUpdates updates;
  private final ExecutorRun run;
  private final UpdateDelivery delivery;
  private final ExecutorClient client;
  private final ScheduledThreadPoolExecutor recoveryTimer;

  private volatile List<TaskStatus> offered = List.of();
  private boolean subscribedOnce;
  private @Nullable ScheduledFuture<?> recoveryTimeout;

  /**
   * Makes a session; {@link #start} begins it.
   *
   * @param access to the agent
   * @param updates what the run reports; call {@link #deliver} after an addition
   * @throws IllegalArgumentException with a sentence, if the agent's address is malformed or a file
   *     or variable of the access is not usable
   */
  public AgentSession(
      ExecutorEnvironment environment, AgentAccess access, StatusUpdates updates, ExecutorRun run) {
    this.environment = environment;
    this.updates = updates;
    this.run = run;
    this.delivery = new UpdateDelivery(updates, this::send);
    this.client =
        new ExecutorClient(
            MasterAddress.parse(environment.agentEndpoint()),
            environment.subscriptionBackoffMax(),
            access.connection(environment.variables()),
            this::subscribe,
            this);
    this.recoveryTimer =
        new NamedScheduler(
            "agent-recovery",
            new ThreadPoolExecutor.DiscardPolicy()); // What comes after it was closed.
  }

  public void start() {
    client.start();
  }

  /** There are new status updates to deliver. */
  public void deliver() {
    delivery.deliver();
  }

  @Override
  public void connected() {
    if (recoveryTimeout != null) {
      recoveryTimeout.cancel(false);
      recoveryTimeout = null;
    }
    log.info(
        "subscribed {}to the agent {}",
        subscribedOnce ? "again " : "",
        environment.agentEndpoint());
    subscribedOnce = true;
    run.agentConnected();
    delivery.subscribedWith(offered);
  }

  @Override
  public void event(Event event) {
    switch (event.getType()) {
      case SUBSCRIBED ->
          run.subscribed(
              event.getSubscribed().getFrameworkInfo(),
              event.getSubscribed().getAgentInfo(),
              event.getSubscribed().getExecutorInfo().getData());
      case LAUNCH -> run.launch(event.getLaunch().getTask());
      case LAUNCH_GROUP -> {
        for (TaskInfo task : event.getLaunchGroup().getTaskGroup().getTasksList()) {
          run.refuse(task, "This executor runs one task and no task groups; launch it as a TASK.");
        }
      }
      case KILL -> run.kill(event.getKill().getTaskId(), grace(event.getKill()));
      case ACKNOWLEDGED ->
          run.acknowledged(event.getAcknowledged().getTaskId(), event.getAcknowledged().getUuid());
      case SHUTDOWN -> run.shutdown("The agent shut the executor down.");
      case ERROR ->
          run.shutdown(
              "The agent refused the executor: " + Printable.of(event.getError().getMessage()));
      case MESSAGE, HEARTBEAT, UNKNOWN -> log.debug("Nothing to do for {}", event.getType());
    }
  }

  @Override
  public void disconnected(String reason) {
    if (!subscribedOnce) {
      return; // The client logs it and retries; the launch time-out bounds it.
    }
    if (!environment.checkpoint()) {
      run.agentLost("The agent is gone, and without checkpointing it will not return.");
      return;
    }
    run.agentDisconnected();
    Duration wait = environment.recoveryTimeout();
    String text = wait.toNanos() / 1e9 + " s";
    log.warn("lost the agent; the task keeps running, and the agent has {} to return", text);
    recoveryTimeout =
        recoveryTimer.schedule(
            () -> run.agentLost("The agent did not return within " + text + "."),
            wait.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    client.close();
    delivery.close();
    recoveryTimer.shutdownNow();
  }

  private Call subscribe() {
    List<TaskStatus> now = updates.unacknowledged();
    offered = now;
    Call.Subscribe.Builder subscribe =
        Call.Subscribe.newBuilder().addAllUnacknowledgedTasks(updates.unacknowledgedTasks());
    now.forEach(update -> subscribe.addUnacknowledgedUpdatesBuilder().setStatus(update));
    return call(Call.Type.SUBSCRIBE).setSubscribe(subscribe).build();
  }

  private void send(TaskStatus update) throws CallFailedException {
    client.send(
        call(Call.Type.UPDATE).setUpdate(Call.Update.newBuilder().setStatus(update)).build());
  }

  private Call.Builder call(Call.Type type) {
    return Call.newBuilder()
        .setType(type)
        .setFrameworkId(FrameworkID.newBuilder().setValue(environment.frameworkId()))
        .setExecutorId(ExecutorID.newBuilder().setValue(environment.executorId()));
  }

  private static Optional<Duration> grace(Event.Kill kill) {
    KillPolicy policy = kill.getKillPolicy();
    return policy.hasGracePeriod()
        ? Optional.of(Duration.ofNanos(policy.getGracePeriod().getNanoseconds()))
        : Optional.empty();
  }
}
