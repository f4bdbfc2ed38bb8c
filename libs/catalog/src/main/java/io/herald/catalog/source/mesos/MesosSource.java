package io.herald.catalog.source.mesos;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.Catalog;
import io.herald.catalog.CatalogSource;
import io.herald.catalog.Edits;
import io.herald.catalog.EntityKind;
import io.herald.catalog.Faults;
import io.herald.catalog.MissingPermission;
import io.herald.catalog.SkippedItem;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.SourceSnapshot;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.source.mesos.mirror.MesosMirror;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import io.herald.catalog.source.mesos.reading.OperatorMessages;
import io.herald.catalog.source.mesos.reading.json.StateReader;
import io.herald.catalog.source.mesos.schedule.ApplyQueue;
import io.herald.catalog.source.mesos.schedule.DriftMonitor;
import io.herald.catalog.source.mesos.schedule.KnownMasters;
import io.herald.catalog.source.mesos.schedule.LeaderTerm;
import io.herald.catalog.source.mesos.schedule.MasterReads;
import io.herald.catalog.source.mesos.schedule.PolledRequest;
import io.herald.catalog.source.mesos.schedule.TeeLeaderDetector;
import io.herald.catalog.source.mesos.status.MesosFault;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import io.herald.catalog.source.mesos.status.MesosSourceStatus;
import io.herald.mesos.client.HttpClients;
import io.herald.mesos.client.OperatorClient;
import io.herald.mesos.client.OperatorEvent;
import io.herald.mesos.client.StreamListener;
import io.herald.mesos.leader.Election;
import io.herald.mesos.leader.LeaderDetector;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.mesos.v1.master.Protos.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalog true to a Mesos cluster: by the leading master's event stream, and where there
 * is none by reading {@code GET /state} again and again.
 *
 * <p>One thread applies everything in the order of its coming; what has piled up meanwhile becomes
 * one batch. The stream is tried for as long as this runs, and each new snapshot of it becomes a
 * difference. A master that can't be reached, answers garbage or doesn't lead changes nothing.
 */
public final class MesosSource implements CatalogSource {

  private static final Logger log = LoggerFactory.getLogger(MesosSource.class);

  private static final String NAME = "mesos";

  /** A stream that broke is mostly back before a reading of the whole state would be done. */
  private static final Duration STREAM_PATIENCE = Duration.ofSeconds(2);

  /** While agents are awaited after a failover; no event tells that one is given up. */
  private static final Duration RECOVERY_LOOK = Duration.ofSeconds(5);

  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration BETWEEN_RESYNCS = Duration.ofSeconds(10);

  private final Catalog catalog;
  private final MesosOptions options;
  private final Clock clock;
  private final SourcePartition portion;
  private final MesosSkippedItems skips = new MesosSkippedItems();
  private final Faults<MesosFault> faults;
  private final MesosSourceStatus bulletin = new MesosSourceStatus();
  private final OperatorMessages messages;
  private final StateReader reader;
  private final MesosMirror mirror;
  private final KnownMasters masters;
  private final OperatorClient client;
  private final MasterReads reads;
  private final ApplyQueue steps = new ApplyQueue();
  private final Thread worker = new Thread(this::work, "mesos-source");

  private final PolledRequest state;
  private final PolledRequest agents;
  private final PolledRequest frameworks;
  private final PolledRequest leader;
  private final DriftMonitor check;

  // Of the worker alone.
  private Edits edits;
  private boolean streaming;
  private boolean saidPolling;
  private Optional<String> saidHint = Optional.empty();
  private int connections;
  private Instant resynced = Instant.MIN;

  /** Registers with the catalog; nothing else happens before {@link #start}. */
  public MesosSource(Catalog catalog, MesosOptions options, Clock clock) {
    this(catalog, options, clock, new HttpClients());
  }

  /**
   * Registers with the catalog; nothing else happens before {@link #start}.
   *
   * @param clients whose connections it shares with sources before and after it
   */
  public MesosSource(Catalog catalog, MesosOptions options, Clock clock, HttpClients clients) {
    this.catalog = catalog;
    this.options = requireNonNull(options, "options");
    this.clock = requireNonNull(clock, "clock");
    this.faults = new Faults<>(MesosFault.class, clock);
    this.portion = catalog.register(NAME);
    this.edits = portion.edit();
    this.messages = new OperatorMessages(portion.interner(), skips);
    this.reader = new StateReader(portion.interner(), skips);
    this.mirror =
        new MesosMirror(
            portion, messages, portion.interner(), skips, clock, options.reregisterWindow());
    this.masters = new KnownMasters(options.zooKeeper().isPresent(), options.masters());
    this.client =
        new OperatorClient(
            new TeeLeaderDetector(options.newDetector(), new Elections()),
            options.connection(),
            clients);
    this.reads = new MasterReads(client, options.stateTimeout());
    Duration longest = shorter(LONGEST_BACK_OFF, options.refresh());
    this.state = PolledRequest.pressing("GET /state", longest, faults, MesosFault.STATE);
    this.agents = PolledRequest.resting("GET /slaves", longest, faults, MesosFault.AGENTS);
    this.frameworks =
        PolledRequest.resting("GET /frameworks", longest, faults, MesosFault.FRAMEWORKS);
    this.leader =
        PolledRequest.resting("GET_MASTER and GET /flags", longest, faults, MesosFault.MASTER);
    this.check =
        new DriftMonitor(
            mirror,
            portion,
            messages,
            skips,
            faults,
            bulletin,
            clock,
            options.refresh(),
            longest,
            this::resubscribe);
    this.worker.setDaemon(true);
  }

  @Override
  public void restore(SourceSnapshot picture) {
    mirror.restore(picture.entities());
    bulletin.restored(picture.heard());
  }

  @Override
  public void start() {
    // In case not even a refusal comes from where the stream should be.
    state.wantAt(clock.instant().plus(STREAM_PATIENCE));
    worker.start();
    client.subscribe(new StreamEvents());
  }

  @Override
  public List<SkippedItem> skipped() {
    return skips.latest();
  }

  @Override
  public SourceStatus status() {
    return bulletin.status(NAME, skips, faults, hint());
  }

  @Override
  public void close() {
    steps.close();
    client.close();
    reads.close();
    worker.interrupt();
  }

  /** Called by the stream's own thread; a full queue slows the stream down. */
  private final class StreamEvents implements StreamListener<OperatorEvent> {
    private int subscriptions;

    @Override
    public void connected() {
      steps.add(() -> connections++);
    }

    @Override
    public void event(OperatorEvent told) {
      Event event = told.event();
      bulletin.event(event.getType().name(), clock.instant());
      if (event.getType() == Event.Type.SUBSCRIBED) {
        // Read here, where a garbled one loses the stream before anything of it counts.
        MesosSnapshot picture = messages.picture("subscription " + ++subscriptions, told);
        steps.add(() -> subscribed(picture));
      } else {
        messages.garbled(told);
        steps.add(() -> streamed(event));
      }
    }

    @Override
    public void disconnected(String reason) {
      steps.add(() -> lost(reason));
    }
  }

  /** Called by the detector's thread. */
  private final class Elections implements LeaderDetector.Listener {
    @Override
    public void elected(Election heard) {
      steps.add(() -> mirror.masters(masters.elected(heard), edits));
    }

    @Override
    public void unreachable(String why) {
      faults.begin(MesosFault.ZOOKEEPER);
      bulletin.electionUnknown(Optional.of(why));
    }

    @Override
    public void reachable() {
      faults.end(MesosFault.ZOOKEEPER);
      bulletin.electionUnknown(Optional.empty());
    }
  }

  private void work() {
    while (!steps.isClosed()) {
      try {
        steps.take(pause(), () -> edits = portion.edit());
        mirror.passTime(edits);
        edits.commit();
        // Without the leader and the pids their names would be denied, and the denial kept.
        if (streaming && !leader.isOpen() && !frameworks.isOpen()) {
          portion.complete();
        }
        bulletin.recovering(mirror.recoveringAgents());
        check.plan();
        askWhatIsDue();
      } catch (InterruptedException e) {
        break; // closed
      } catch (RuntimeException e) {
        resync(e);
      }
    }
  }

  /** What was half applied is made good by a new snapshot. */
  private void resync(RuntimeException e) {
    faults.begin(MesosFault.APPLY);
    log.error("mesos: a change could not be applied; reading the whole picture again", e);
    resubscribe("a change could not be applied");
  }

  private void resubscribe(String why) {
    Instant now = clock.instant();
    if (now.isAfter(resynced.plus(BETWEEN_RESYNCS))) {
      resynced = now;
      client.resubscribe(why);
    }
  }

  private Duration pause() {
    Instant now = clock.instant();
    return Stream.concat(
            check.wake().stream(),
            Stream.of(state, agents, frameworks, leader, check.inquiry())
                .flatMap(inquiry -> inquiry.next().stream()))
        .map(next -> Duration.between(now, next))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
        .reduce(IDLE, MesosSource::shorter);
  }

  private void streamed(Event event) {
    if (streaming) {
      check.told(event);
      Set<MesosMirror.Hint> hints = mirror.event(event, edits);
      Instant now = clock.instant();
      if (hints.contains(MesosMirror.Hint.AGENTS)) {
        agents.wantAt(now);
      }
      if (hints.contains(MesosMirror.Hint.FRAMEWORKS)) {
        frameworks.wantAt(now);
      }
    }
  }

  private void subscribed(MesosSnapshot picture) {
    // What came before is part of the new picture or out of date.
    edits.commit();
    edits = portion.edit();
    streaming = true;
    saidPolling = false;
    mirror.picture(picture);
    reader.forget();
    Instant now = clock.instant();
    bulletin.pictured("stream", now);
    faults.end(MesosFault.STREAM);
    faults.end(MesosFault.APPLY);
    faults.end(MesosFault.STATE);
    state.cancel();
    check.begin();
    agents.wantAt(now.plus(look()));
    leader.wantAt(now);
    if (!picture.frameworks().isEmpty()) {
      frameworks.wantAt(now);
    }
    sayHint();
  }

  private Optional<String> hint() {
    Map<EntityKind, Integer> held = catalog.status().entities();
    return bulletin.isPictured()
        ? MissingPermission.hint(
            held.getOrDefault(EntityKind.AGENT, 0),
            held.getOrDefault(EntityKind.FRAMEWORK, 0),
            held.getOrDefault(EntityKind.TASK, 0))
        : Optional.empty();
  }

  /** Once, and its end once. */
  private void sayHint() {
    Optional<String> now = hint();
    if (!now.equals(saidHint)) {
      saidHint = now;
      log.info("mesos: {}", now.orElse("tasks are listed"));
    }
  }

  private void lost(String reason) {
    Instant now = clock.instant();
    state.wantAt(streaming ? now.plus(STREAM_PATIENCE) : now);
    connections++;
    streaming = false;
    bulletin.streamLost(reason);
    faults.begin(MesosFault.STREAM);
    agents.cancel();
    frameworks.cancel();
    leader.cancel();
    check.end();
  }

  private void askWhatIsDue() {
    Instant now = clock.instant();
    if (state.isDue(now)) {
      state.begin(now);
      reads.get(
          "/state",
          this::readState,
          answer -> steps.add(() -> polled(answer)),
          why -> steps.add(() -> notPolled(why)));
    }
    if (agents.isDue(now)) {
      mirror.agentsAsked();
      get(
          agents,
          "/slaves",
          body -> reader.agents(body, "GET /slaves"),
          answer -> {
            mirror.agentsListed(answer.present(), answer.recovered(), edits);
            sayHint();
            agents.wantAt(clock.instant().plus(look()));
          });
    }
    if (frameworks.isDue(now)) {
      mirror.frameworksAsked();
      get(
          frameworks,
          "/frameworks",
          body -> reader.frameworks(body, "GET /frameworks"),
          answer -> mirror.frameworksListed(answer, edits));
    }
    if (leader.isDue(now)) {
      leader.begin(now);
      int connection = connections;
      reads.ask(
          leader.what(),
          master -> LeaderTerm.ask(master, reader),
          told -> steps.add(() -> answered(leader, connection, () -> led(told))),
          why -> steps.add(() -> failed(leader, connection, why)));
    }
    if (check.inquiry().isDue(now)) {
      check.asked();
      DriftMonitor.Reading reading = check.reading();
      read(check.inquiry(), reading, reading, outcome -> check.answered(outcome, edits));
    }
  }

  private <T> void get(
      PolledRequest inquiry, String path, MasterReads.Reader<T> read, Consumer<T> applied) {
    read(inquiry, master -> master.get(path), read, applied);
  }

  /** Asks for what belongs to the stream of just now; of a later one it says nothing. */
  private <T> void read(
      PolledRequest inquiry,
      MasterReads.Question<InputStream> question,
      MasterReads.Reader<T> read,
      Consumer<T> applied) {
    inquiry.begin(clock.instant());
    int connection = connections;
    reads.read(
        inquiry.what(),
        question,
        read,
        answer -> steps.add(() -> answered(inquiry, connection, () -> applied.accept(answer))),
        why -> steps.add(() -> failed(inquiry, connection, why)));
  }

  private void answered(PolledRequest inquiry, int connection, Runnable applied) {
    if (connection == connections) {
      inquiry.answered(clock.instant());
      applied.run();
    } else {
      inquiry.outdated();
    }
  }

  private void failed(PolledRequest inquiry, int connection, String why) {
    if (connection == connections) {
      inquiry.failed(clock.instant(), why);
    } else {
      inquiry.outdated();
    }
  }

  private void led(LeaderTerm told) {
    mirror.masters(masters.told(told.leader()), edits);
    told.elected().ifPresent(elected -> mirror.leaderTold(elected, told.reregisterTimeout()));
  }

  private StateReader.State readState(InputStream body) throws IOException {
    try {
      return reader.state(body, "GET /state");
    } catch (IOException | RuntimeException e) {
      client.askAnother();
      throw e;
    }
  }

  private void polled(StateReader.State answer) {
    if (streaming) {
      state.outdated();
      return;
    }
    Instant now = clock.instant();
    state.answered(now);
    state.wantAt(now.plus(look()));
    AnnouncedEndpoint leads = new AnnouncedEndpoint(answer.leader().host(), answer.leader().port());
    mirror.masters(masters.told(leads), edits);
    edits.commit();
    edits = portion.edit();
    mirror.picture(answer.picture());
    if (!saidPolling) {
      saidPolling = true;
      log.info(
          "mesos: no event stream; reading GET /state every {} s",
          options.refresh().toMillis() / 1000.0);
    }
    bulletin.pictured("poll", now);
    bulletin.readWhole(now.minus(state.took()), look().plus(state.took()));
    sayHint();
  }

  private void notPolled(String why) {
    if (streaming) {
      state.outdated();
      return;
    }
    state.failed(clock.instant(), why);
    bulletin.cutOff(why);
  }

  private Duration look() {
    return mirror.isRecovering() ? shorter(RECOVERY_LOOK, options.refresh()) : options.refresh();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
