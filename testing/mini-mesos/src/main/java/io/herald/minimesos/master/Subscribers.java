package io.herald.minimesos.master;

import io.herald.minimesos.codec.MessageFormat;
import io.herald.minimesos.http.EventChannel;
import io.herald.minimesos.json.SnapshotJson;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.loop.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.master.Protos.Event;

/**
 * The operators' event streams of one master. Every event goes to all of them, in one order;
 * heartbeats come on each stream's own beat. For the cluster's thread.
 */
final class Subscribers {

  private static final Event HEARTBEAT = Event.newBuilder().setType(Event.Type.HEARTBEAT).build();

  private final EventLoop loop;
  private final Duration heartbeatInterval;
  private final List<ObjLongConsumer<String>> listeners;
  private final Map<EventChannel<Event>, Timer> channels = new LinkedHashMap<>();
  private final List<Runnable> heldBack = new ArrayList<>();
  private boolean stalled;
  private boolean heartbeatsStopped;

  /**
   * @param listeners notified of each task that is first reported running; may grow
   */
  Subscribers(EventLoop loop, Duration heartbeatInterval, List<ObjLongConsumer<String>> listeners) {
    this.loop = loop;
    this.heartbeatInterval = heartbeatInterval;
    this.listeners = listeners;
  }

  /** A new stream: the whole state, a heartbeat at once, and from then on what happens. */
  EventChannel<Event> subscribe(MessageFormat format, Snapshots snapshots) {
    EventChannel<Event> channel = new EventChannel<>(format, SnapshotJson::print, Optional.empty());
    Event.Builder subscribed = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    subscribed
        .getSubscribedBuilder()
        .setGetState(snapshots.state())
        .setHeartbeatIntervalSeconds(heartbeatInterval.toNanos() / 1e9);
    channel.send(subscribed.build());
    channel.send(HEARTBEAT);
    channels.put(channel, loop.every(heartbeatInterval, () -> beat(channel)));
    channel.onClose(() -> loop.execute(() -> forget(channel)));
    return channel;
  }

  private void beat(EventChannel<Event> channel) {
    if (!heartbeatsStopped) {
      deliver(channel, HEARTBEAT);
    }
  }

  private void deliver(EventChannel<Event> channel, Event event) {
    if (stalled) {
      heldBack.add(() -> channel.send(event));
    } else {
      channel.send(event);
    }
  }

  /** While stalled, what is to be sent waits; the connections stay open. */
  void stall(boolean now) {
    stalled = now;
    if (!now) {
      heldBack.forEach(Runnable::run);
      heldBack.clear();
    }
  }

  void stopHeartbeats() {
    heartbeatsStopped = true;
  }

  void cutInMidRecord() {
    for (EventChannel<Event> channel : List.copyOf(channels.keySet())) {
      channel.sendHalf(HEARTBEAT);
      channel.breakOff();
      forget(channel);
    }
  }

  private void forget(EventChannel<Event> channel) {
    Timer heartbeat = channels.remove(channel);
    if (heartbeat != null) {
      heartbeat.cancel();
    }
  }

  void taskAdded(Task task) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.TASK_ADDED);
    event.getTaskAddedBuilder().setTask(task);
    send(event);
  }

  /**
   * A task has another status. A master reports it if its state differs from the last status', and
   * reports every result of a check; a change of address or health alone it does not report.
   *
   * @param before the task before it
   * @param after the task after it
   */
  void taskUpdated(String frameworkId, Task before, Task after, TaskStatus status) {
    if (before.getState() != TaskState.TASK_RUNNING && after.getState() == TaskState.TASK_RUNNING) {
      long now = System.nanoTime();
      listeners.forEach(listener -> listener.accept(after.getTaskId().getValue(), now));
    }
    if (!isTold(before, status)) {
      return;
    }
    Event.Builder event = Event.newBuilder().setType(Event.Type.TASK_UPDATED);
    event
        .getTaskUpdatedBuilder()
        .setFrameworkId(Ids.framework(frameworkId))
        .setStatus(status)
        .setState(after.getState());
    send(event);
  }

  private static boolean isTold(Task before, TaskStatus status) {
    boolean ofCheck =
        status.getReason() == TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED
            || status.getReason() == TaskStatus.Reason.REASON_TASK_CHECK_STATUS_UPDATED;
    int known = before.getStatusesCount();
    return ofCheck || known == 0 || before.getStatuses(known - 1).getState() != status.getState();
  }

  void agentAdded(Snapshots snapshots, AgentEntry agent) {
    if (channels.isEmpty()) {
      return; // what it uses is summed up over all tasks, which many agents make dear
    }
    Event.Builder event = Event.newBuilder().setType(Event.Type.AGENT_ADDED);
    event.getAgentAddedBuilder().setAgent(snapshots.agent(agent));
    send(event);
  }

  void agentRemoved(String agentId) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.AGENT_REMOVED);
    event.getAgentRemovedBuilder().setAgentId(Ids.agent(agentId));
    send(event);
  }

  void frameworkAdded(FrameworkEntry framework) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.FRAMEWORK_ADDED);
    event.getFrameworkAddedBuilder().setFramework(Snapshots.framework(framework));
    send(event);
  }

  void frameworkUpdated(FrameworkEntry framework) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.FRAMEWORK_UPDATED);
    event.getFrameworkUpdatedBuilder().setFramework(Snapshots.framework(framework));
    send(event);
  }

  void frameworkRemoved(FrameworkEntry framework) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.FRAMEWORK_REMOVED);
    event.getFrameworkRemovedBuilder().setFrameworkInfo(framework.info);
    send(event);
  }

  private void send(Event.Builder event) {
    Event built = event.build();
    channels.keySet().forEach(channel -> deliver(channel, built));
  }

  /** Every stream breaks off, as when the master is killed. */
  void breakOff() {
    List<EventChannel<Event>> all = List.copyOf(channels.keySet());
    all.forEach(
        channel -> {
          channel.breakOff();
          forget(channel);
        });
  }
}
