package io.herald.minimesos.master;

import com.linecorp.armeria.common.HttpResponse;
import io.herald.minimesos.codec.MesosJson;
import io.herald.minimesos.codec.MessageFormat;
import io.herald.minimesos.http.EventChannel;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.loop.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** The coming and going of frameworks and their schedulers. For the cluster's thread. */
final class Frameworks {

  private static final Event HEARTBEAT = Event.newBuilder().setType(Event.Type.HEARTBEAT).build();
  private static final double MAX_TIMEOUT_SECONDS = 100.0 * 365 * 24 * 3600;

  private final ClusterView view;
  private final Subscribers subscribers;
  private final TaskLife taskLife;
  private final Offers offers;
  private final EventLoop loop;
  private final Duration heartbeatInterval;

  Frameworks(
      ClusterView view,
      Subscribers subscribers,
      TaskLife taskLife,
      Offers offers,
      EventLoop loop,
      Duration heartbeatInterval) {
    this.view = view;
    this.subscribers = subscribers;
    this.taskLife = taskLife;
    this.offers = offers;
    this.loop = loop;
    this.heartbeatInterval = heartbeatInterval;
  }

  /** A scheduler subscribes, for the first time or again. The answer is its stream. */
  HttpResponse subscribe(Call.Subscribe call, MessageFormat format) {
    String streamId = UUID.randomUUID().toString();
    EventChannel<Event> channel =
        new EventChannel<>(
            format,
            event -> MesosJson.print(event).getBytes(StandardCharsets.UTF_8),
            Optional.of(streamId));
    String id = call.getFrameworkInfo().getId().getValue();
    if (!id.isEmpty() && view.isCompleted(id)) {
      channel.send(error("Framework has been removed"));
      channel.end();
      return channel.answer();
    }
    FrameworkEntry known = view.frameworks.get(id);
    Instant now = Instant.now();
    FrameworkEntry framework;
    if (known == null) {
      framework = added(id, call.getFrameworkInfo(), now);
    } else {
      framework = known;
      returned(known, call.getFrameworkInfo(), now);
    }
    framework.active = true;
    framework.connected = true;
    framework.suppressed.clear();
    framework.suppressed.addAll(call.getSuppressedRolesList());
    framework.filters.clear();
    if (known == null) {
      subscribers.frameworkAdded(framework);
    } else {
      subscribers.frameworkUpdated(framework);
    }
    begin(framework, streamId, channel);
    view.agents.values().stream()
        .filter(agent -> agent.active)
        .forEach(agent -> agent.port.frameworkReturned(framework.id));
    offers.allocate();
    return channel.answer();
  }

  /** A scheduler known by its pid alone: nothing is sent to it, and it is offered nothing. */
  void driverSubscribed(FrameworkInfo info, String pid) {
    FrameworkEntry framework = added(info.getId().getValue(), info, Instant.now());
    framework.active = true;
    framework.connected = true;
    framework.pid = Optional.of(pid);
    framework.suppressed.addAll(framework.roles());
    subscribers.frameworkAdded(framework);
  }

  private FrameworkEntry added(String id, FrameworkInfo info, Instant now) {
    String name = id.isEmpty() ? view.newFrameworkId() : id;
    FrameworkEntry framework = new FrameworkEntry(name, named(info, name));
    framework.registered = now;
    framework.reregistered = now;
    view.frameworks.put(name, framework);
    return framework;
  }

  private void returned(FrameworkEntry framework, FrameworkInfo info, Instant now) {
    FrameworkEntry.Subscription old = framework.subscription;
    if (old != null) {
      old.heartbeat().cancel();
      old.channel().send(error("Framework failed over"));
      old.channel().end();
      framework.subscription = null;
    }
    framework.removal.cancel();
    offers.forgetFramework(framework.id);
    framework.info = named(info, framework.id);
    if (framework.recovered) {
      framework.recovered = false;
      framework.registered = now;
    }
    framework.reregistered = now;
  }

  private static FrameworkInfo named(FrameworkInfo info, String id) {
    return info.toBuilder().setId(Ids.framework(id)).build();
  }

  private void begin(FrameworkEntry framework, String streamId, EventChannel<Event> channel) {
    Event.Builder subscribed = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    subscribed
        .getSubscribedBuilder()
        .setFrameworkId(Ids.framework(framework.id))
        .setHeartbeatIntervalSeconds(heartbeatInterval.toNanos() / 1e9)
        .setMasterInfo(view.master.info());
    channel.send(subscribed.build());
    channel.send(HEARTBEAT);
    Timer heartbeat = loop.every(heartbeatInterval, () -> channel.send(HEARTBEAT));
    framework.subscription = new FrameworkEntry.Subscription(streamId, channel, heartbeat);
    channel.onClose(() -> loop.execute(() -> disconnected(framework, streamId)));
  }

  private static Event error(String message) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.ERROR);
    event.getErrorBuilder().setMessage(message);
    return event.build();
  }

  /** A scheduler's stream is closed: no event; it has its failover_timeout to be back. */
  private void disconnected(FrameworkEntry framework, String streamId) {
    FrameworkEntry.Subscription subscription = framework.subscription;
    if (subscription == null || !subscription.streamId().equals(streamId)) {
      return;
    }
    subscription.heartbeat().cancel();
    framework.subscription = null;
    framework.active = false;
    framework.connected = false;
    offers.forgetFramework(framework.id);
    double timeout = Math.min(framework.info.getFailoverTimeout(), MAX_TIMEOUT_SECONDS);
    if (timeout > 0) {
      framework.removal =
          loop.after(Duration.ofNanos((long) (timeout * 1e9)), () -> remove(framework));
    } else {
      remove(framework);
    }
  }

  /** A scheduler changes its framework's info. */
  void update(FrameworkEntry framework, Call.UpdateFramework call) {
    framework.info = named(call.getFrameworkInfo(), framework.id);
    framework.suppressed.clear();
    framework.suppressed.addAll(call.getSuppressedRolesList());
    subscribers.frameworkUpdated(framework);
  }

  /** Removes a framework: its tasks are killed, its stream ends in good order. */
  void remove(FrameworkEntry framework) {
    FrameworkEntry.Subscription subscription = framework.subscription;
    framework.subscription = null;
    framework.removal.cancel();
    framework.active = false;
    framework.connected = false;
    offers.forgetFramework(framework.id);
    List<Task> all = new ArrayList<>(framework.tasks.values());
    all.addAll(framework.unreachableTasks.values());
    for (Task task : all) {
      TaskStatus killed =
          TaskStatuses.byMaster(
              task,
              TaskState.TASK_KILLED,
              TaskStatus.Reason.REASON_FRAMEWORK_REMOVED,
              "Framework " + framework.id + " removed");
      framework.complete(taskLife.end(framework, task, killed));
    }
    List.copyOf(framework.executors().keySet()).forEach(framework::removeExecutors);
    framework.unregistered = Instant.now();
    view.complete(framework);
    view.agents.values().stream()
        .filter(agent -> agent.active)
        .forEach(agent -> agent.port.shutdownFramework(framework.id));
    subscribers.frameworkRemoved(framework);
    if (subscription != null) {
      subscription.heartbeat().cancel();
      subscription.channel().end();
    }
    offers.allocate();
  }

  /** Every scheduler's stream breaks off, as when the master is killed. */
  void breakOff() {
    for (FrameworkEntry framework : view.frameworks.values()) {
      framework.removal.cancel();
      FrameworkEntry.Subscription subscription = framework.subscription;
      framework.subscription = null;
      if (subscription != null) {
        subscription.heartbeat().cancel();
        subscription.channel().breakOff();
      }
    }
  }
}
