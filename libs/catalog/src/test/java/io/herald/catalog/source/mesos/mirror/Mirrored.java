package io.herald.catalog.source.mesos.mirror;

import io.herald.catalog.Catalog;
import io.herald.catalog.Edits;
import io.herald.catalog.EntityKind;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.reading.Captures;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import io.herald.catalog.source.mesos.reading.OperatorMessages;
import io.herald.catalog.source.mesos.reading.SubscribedSnapshot;
import io.herald.catalog.source.mesos.reading.TaskListReader;
import io.herald.catalog.source.mesos.reading.json.StateReader;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import io.herald.mesos.client.OperatorEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response;

/** A catalog with a mirror on it, and a clock to turn. */
public final class Mirrored {

  public static final Duration WINDOW = Duration.ofMinutes(10);

  public final Hands clock = new Hands();
  public final Catalog catalog = new Catalog(clock);
  public final SourcePartition partition = catalog.register("mesos");
  public final MesosSkippedItems skippedItems = new MesosSkippedItems();
  public final OperatorMessages messages = new OperatorMessages(catalog.interner(), skippedItems);
  public final StateReader reader = new StateReader(catalog.interner(), skippedItems);
  public final MesosMirror mirror =
      new MesosMirror(partition, messages, skippedItems, clock, WINDOW);
  public final TaskListReader lists = new TaskListReader(messages, skippedItems);
  public final Set<MirrorHint> hints = EnumSet.noneOf(MirrorHint.class);
  private int subscriptions;

  public void event(Event event) {
    if (event.getType() == Event.Type.SUBSCRIBED) {
      subscriptions++;
      mirror.snapshot(snapshot("stream " + subscriptions, event));
    } else {
      edit(edits -> hints.addAll(mirror.event(event, edits)));
    }
  }

  /** What GET_TASKS and GET_FRAMEWORKS show at that moment, beside what is held. */
  public TaskListComparison.Differences read(Event snapshot) {
    Response.GetState state = snapshot.getSubscribed().getGetState();
    TaskListComparison comparison =
        new TaskListComparison(
            partition,
            state.getGetFrameworks().getFrameworksList().stream().map(messages::framework).toList(),
            mirror.unfinishedReturn());
    readTasks(snapshot, comparison);
    return comparison.outcome();
  }

  public void readTasks(Event snapshot, TaskListReader.Listener listener) {
    try {
      lists.read(new ByteArrayInputStream(answer(snapshot)), listener);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** To GET_TASKS at that moment. */
  public static byte[] answer(Event snapshot) {
    return Response.newBuilder()
        .setType(Response.Type.GET_TASKS)
        .setGetTasks(snapshot.getSubscribed().getGetState().getGetTasks())
        .build()
        .toByteArray();
  }

  public void edit(Consumer<Edits> change) {
    Edits edits = partition.edit();
    change.accept(edits);
    edits.commit();
  }

  public MesosSnapshot state(String capture) {
    try {
      return reader.state(Captures.open(capture), capture).snapshot();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Map<String, Task> tasks() {
    Map<String, Task> tasks = new TreeMap<>();
    partition
        .all(EntityKind.TASK)
        .forEach(entity -> tasks.put(((Task) entity).id(), (Task) entity));
    return tasks;
  }

  public Map<String, Agent> agents() {
    Map<String, Agent> agents = new TreeMap<>();
    partition
        .all(EntityKind.AGENT)
        .forEach(entity -> agents.put(((Agent) entity).id(), (Agent) entity));
    return agents;
  }

  public Map<String, Framework> frameworks() {
    Map<String, Framework> frameworks = new TreeMap<>();
    partition
        .all(EntityKind.FRAMEWORK)
        .forEach(entity -> frameworks.put(((Framework) entity).id(), (Framework) entity));
    return frameworks;
  }

  /** The snapshot of a SUBSCRIBED event. */
  MesosSnapshot snapshot(String master, Event subscribed) {
    SubscribedSnapshot reading = new SubscribedSnapshot(messages);
    return reading.take(master, OperatorEvent.of(subscribed, reading));
  }

  public Optional<Entity> find(Entity.Key key) {
    return partition.find(key);
  }

  /** A clock that stands until it is turned. */
  public static final class Hands extends Clock {
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    void turnTo(Instant time) {
      now = time;
    }

    public void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("this clock knows one zone");
    }
  }
}
