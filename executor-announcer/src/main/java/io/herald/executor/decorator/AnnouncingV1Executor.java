package io.herald.executor.decorator;

import static java.util.Objects.requireNonNull;

import io.herald.executor.announce.Announcers;
import io.herald.executor.announce.ServerSetAnnouncers;
import io.herald.executor.options.ExecutorOptions;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces the tasks of an executor over the v1 HTTP API. Mesos' Java bindings have messages for
 * that API and no interfaces, so this stands between the two streams that every such executor has:
 *
 * <pre>{@code
 * AnnouncingV1Executor announced =
 *     new AnnouncingV1Executor(calls -> new MyExecutor(calls)::onEvent, connection::post, options);
 * connection.onEvent(announced::received);
 * }</pre>
 *
 * <p>Events reach the executor one at a time and in order, on a thread of this object's; only KILL
 * and SHUTDOWN come later than they were sent: when the member is gone and the drain time has
 * passed, and others pass them. Calls are passed on by the thread that makes them. Otherwise its
 * promises are those of {@link AnnouncingExecutor}.
 */
public final class AnnouncingV1Executor implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AnnouncingV1Executor.class);

  private final Consumer<Event> executor;
  private final Consumer<Call> agent;
  private final TaskAnnouncements tasks;
  private final SerialCallbacks callbacks =
      new SerialCallbacks(failure -> log.error("the executor failed on an event", failure));

  /**
   * Wraps an executor whose tasks carry our hand-off or Aurora's data.
   *
   * @param executor receives where to send its calls, and returns where it takes events
   * @param agent takes calls; what it throws, the executor gets
   * @param options as the executor's flags; without an ensemble nothing is announced. The launch
   *     time-out has no meaning here
   * @throws IllegalArgumentException with a sentence, if the ensemble or the auth file is not
   *     usable
   */
  public AnnouncingV1Executor(
      Function<Consumer<Call>, Consumer<Event>> executor,
      Consumer<Call> agent,
      ExecutorOptions options) {
    this(executor, agent, options, AnnounceBlockReader.ofKnownForms());
  }

  /** The same for tasks that carry data of their own. */
  public AnnouncingV1Executor(
      Function<Consumer<Call>, Consumer<Event>> executor,
      Consumer<Call> agent,
      ExecutorOptions options,
      AnnounceBlockReader reader) {
    this(executor, agent, options, reader, ServerSetAnnouncers.of(options), System.getenv());
  }

  AnnouncingV1Executor(
      Function<Consumer<Call>, Consumer<Event>> executor,
      Consumer<Call> agent,
      ExecutorOptions options,
      AnnounceBlockReader reader,
      Announcers announcers,
      Map<String, String> environment) {
    this.agent = requireNonNull(agent, "agent");
    this.tasks = new TaskAnnouncements(options, reader, announcers, environment);
    this.executor = executor.apply(this::send);
  }

  /** An event has come from the agent. */
  public void received(Event event) {
    Runnable passOn = () -> executor.accept(event);
    switch (event.getType()) {
      case SUBSCRIBED ->
          tasks.registered(
              event.getSubscribed().getExecutorInfo().getData(),
              event.getSubscribed().getAgentInfo().getHostname());
      case LAUNCH -> tasks.launched(event.getLaunch().getTask());
      case LAUNCH_GROUP ->
          event.getLaunchGroup().getTaskGroup().getTasksList().forEach(tasks::launched);
      case KILL -> {
        String task = event.getKill().getTaskId().getValue();
        if (tasks.hasAnnounced(task)) {
          callbacks.callAfter(() -> tasks.leave(task), passOn);
          return;
        }
      }
      case SHUTDOWN -> {
        callbacks.callAfter(tasks::leaveAll, passOn);
        return;
      }
      case ACKNOWLEDGED, MESSAGE, ERROR, HEARTBEAT, UNKNOWN -> {}
    }
    callbacks.call(passOn);
  }

  /** All members go, the ZooKeeper session ends, and no more events are passed on. */
  @Override
  public void close() {
    tasks.close();
    callbacks.close();
  }

  private void send(Call call) {
    if (call.getType() == Call.Type.UPDATE) {
      tasks.beforeUpdate(call.getUpdate().getStatus());
      agent.accept(call);
      tasks.afterUpdate(call.getUpdate().getStatus());
    } else {
      agent.accept(call);
    }
  }
}
