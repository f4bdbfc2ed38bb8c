package io.herald.catalog.source.mesos;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.Catalog;
import io.herald.catalog.CatalogSource;
import io.herald.catalog.Edits;
import io.herald.catalog.Portion;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.model.Endpoint;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Upid;
import io.herald.mesos.client.OperatorClient;
import io.herald.mesos.client.StreamListener;
import io.herald.mesos.leader.Election;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.mesos.v1.master.Protos.Call;
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
  private static final int LARGEST_BATCH = 1024;

  /** A stream that broke is mostly back before a reading of the whole state would be done. */
  private static final Duration STREAM_PATIENCE = Duration.ofSeconds(2);

  /** While agents are awaited after a failover; no event tells that one is given up. */
  private static final Duration RECOVERY_LOOK = Duration.ofSeconds(5);

  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration BETWEEN_RESYNCS = Duration.ofSeconds(10);

  private final MesosOptions options;
  private final Clock clock;
  private final Portion portion;
  private final Skips skips = new Skips();
  private final OperatorMessages messages;
  private final StateReader reader;
  private final MesosMirror mirror;
  private final OperatorClient client;
  private final MasterReads reads;
  private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>(1 << 14);
  private final Thread worker = new Thread(this::work, "mesos-source");
  private final Map<String, LongAdder> events = new ConcurrentHashMap<>();

  private final Inquiry state;
  private final Inquiry agents;
  private final Inquiry frameworks;
  private final Inquiry leader;

  // Of the worker alone.
  private Edits edits;
  private boolean streaming;
  private boolean saidPolling;
  private int connections;
  private Election election = Election.NOBODY;
  private Optional<Endpoint> toldLeader = Optional.empty();
  private Instant resynced = Instant.MIN;

  private volatile boolean closed;
  private volatile Optional<String> following = Optional.empty();
  private volatile Optional<String> trouble = Optional.empty();
  private volatile Optional<Instant> lastHeard = Optional.empty();
  private volatile Optional<Instant> lastPicture = Optional.empty();
  private volatile int recovering;

  /** Registers with the catalog; nothing else happens before {@link #start}. */
  public MesosSource(Catalog catalog, MesosOptions options, Clock clock) {
    this.options = requireNonNull(options, "options");
    this.clock = requireNonNull(clock, "clock");
    this.portion = catalog.register(NAME);
    this.edits = portion.edit();
    this.messages = new OperatorMessages(portion.interner(), skips);
    this.reader = new StateReader(portion.interner(), skips);
    this.mirror =
        new MesosMirror(
            portion, messages, portion.interner(), skips, clock, options.reregisterWindow());
    this.client =
        new OperatorClient(
            new OverheardDetector(options.newDetector(), heard -> enqueue(() -> elected(heard))),
            options.connection());
    this.reads = new MasterReads(client, options.stateTimeout());
    Duration longest = shorter(LONGEST_BACK_OFF, options.refresh());
    this.state = new Inquiry("GET /state", longest);
    this.agents = new Inquiry("GET /slaves", longest);
    this.frameworks = new Inquiry("GET /frameworks", longest);
    this.leader = new Inquiry("GET_MASTER", longest);
    this.worker.setDaemon(true);
  }

  @Override
  public void start() {
    // In case not even a refusal comes from where the stream should be.
    state.wantAt(clock.instant().plus(STREAM_PATIENCE));
    worker.start();
    client.subscribe(new Ears());
  }

  @Override
  public SourceStatus status() {
    Map<String, Long> counts = new TreeMap<>();
    events.forEach((type, count) -> counts.put(type, count.sum()));
    return new SourceStatus(
        NAME, following, trouble, lastHeard, lastPicture, counts, skips.counts(), recovering);
  }

  @Override
  public void close() {
    closed = true;
    client.close();
    reads.close();
    worker.interrupt();
  }

  /** Called by the stream's own thread; a full queue slows the stream down. */
  private final class Ears implements StreamListener<Event> {
    @Override
    public void connected() {
      enqueue(() -> connections++);
    }

    @Override
    public void event(Event event) {
      events.computeIfAbsent(event.getType().name(), type -> new LongAdder()).increment();
      lastHeard = Optional.of(clock.instant());
      enqueue(() -> streamed(event));
    }

    @Override
    public void disconnected(String reason) {
      enqueue(() -> lost(reason));
    }
  }

  private void enqueue(Runnable step) {
    try {
      while (!closed && !queue.offer(step, IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("mesos: {} steps wait to be applied", queue.size());
      }
    } catch (InterruptedException e) {
      // Who interrupts the caller wants it to end, and its news with it.
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    while (!closed) {
      try {
        Runnable step = queue.poll(pause().toMillis(), TimeUnit.MILLISECONDS);
        edits = portion.edit();
        for (int i = 0; step != null; step = ++i < LARGEST_BATCH ? queue.poll() : null) {
          step.run();
        }
        mirror.passTime(edits);
        edits.commit();
        recovering = mirror.recoveringAgents();
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
    log.error("mesos: a change could not be applied; reading the whole picture again", e);
    Instant now = clock.instant();
    if (now.isAfter(resynced.plus(BETWEEN_RESYNCS))) {
      resynced = now;
      client.resubscribe("a change could not be applied");
    }
  }

  private Duration pause() {
    Instant now = clock.instant();
    return Stream.of(state, agents, frameworks, leader)
        .flatMap(inquiry -> inquiry.next().stream())
        .map(next -> Duration.between(now, next))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
        .reduce(IDLE, MesosSource::shorter);
  }

  private void streamed(Event event) {
    if (event.getType() == Event.Type.SUBSCRIBED) {
      // What came before is part of the new picture or out of date.
      edits.commit();
      edits = portion.edit();
      streaming = true;
      saidPolling = false;
      MesosPicture picture =
          messages.picture("subscription " + connections, event.getSubscribed().getGetState());
      mirror.picture(picture);
      pictured("stream");
      reader.forget();
      Instant now = clock.instant();
      state.cancel();
      agents.wantAt(now.plus(look()));
      if (!picture.frameworks().isEmpty()) {
        frameworks.wantAt(now);
      }
      if (options.zooKeeper().isEmpty()) {
        leader.wantAt(now);
      }
    } else if (streaming) {
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

  private void lost(String reason) {
    Instant now = clock.instant();
    state.wantAt(streaming ? now.plus(STREAM_PATIENCE) : now);
    connections++;
    streaming = false;
    following = Optional.empty();
    trouble = Optional.of(reason);
    agents.cancel();
    frameworks.cancel();
    leader.cancel();
  }

  private void elected(Election heard) {
    election = heard;
    mirror.masters(masters(), edits);
  }

  /**
   * With ZooKeeper its word counts. A list tells the masters but not who leads; that, a master
   * tells.
   */
  private Masters masters() {
    if (options.zooKeeper().isPresent()) {
      return new Masters(
          election.leader().map(MesosSource::endpoint),
          election.others().stream().map(MesosSource::endpoint).toList());
    }
    List<Endpoint> others =
        options.masters().stream()
            .map(MesosSource::endpoint)
            .filter(master -> !toldLeader.equals(Optional.of(master)))
            .toList();
    return new Masters(toldLeader, others);
  }

  private void leaderTold(Endpoint told) {
    toldLeader = Optional.of(told);
    mirror.masters(masters(), edits);
  }

  private void askWhatIsDue() {
    Instant now = clock.instant();
    int connection = connections;
    if (state.isDue(now)) {
      state.begin(now);
      reads.get(
          "/state",
          body -> reader.state(body, "GET /state"),
          answer -> enqueue(() -> polled(answer)),
          why -> enqueue(() -> notPolled(why)));
    }
    if (agents.isDue(now)) {
      agents.begin(now);
      mirror.agentsAsked();
      reads.get(
          "/slaves",
          body -> reader.agents(body, "GET /slaves"),
          answer ->
              enqueue(
                  () -> {
                    if (answered(agents, connection)) {
                      mirror.agentsListed(answer.present(), answer.recovered(), edits);
                      agents.wantAt(clock.instant().plus(look()));
                    }
                  }),
          why -> enqueue(() -> failed(agents, connection, why)));
    }
    if (frameworks.isDue(now)) {
      frameworks.begin(now);
      mirror.frameworksAsked();
      reads.get(
          "/frameworks",
          body -> reader.frameworks(body, "GET /frameworks"),
          answer ->
              enqueue(
                  () -> {
                    if (answered(frameworks, connection)) {
                      mirror.frameworksListed(answer, edits);
                    }
                  }),
          why -> enqueue(() -> failed(frameworks, connection, why)));
    }
    if (leader.isDue(now)) {
      leader.begin(now);
      reads.ask(
          "GET_MASTER",
          master ->
              Upid.parse(
                  master
                      .call(Call.newBuilder().setType(Call.Type.GET_MASTER).build())
                      .getGetMaster()
                      .getMasterInfo()
                      .getPid()),
          pid ->
              enqueue(
                  () -> {
                    if (answered(leader, connection)) {
                      leaderTold(new Endpoint(pid.host(), pid.port()));
                    }
                  }),
          why -> enqueue(() -> failed(leader, connection, why)));
    }
  }

  /** Whether the answer still is about the master that the stream comes from. */
  private boolean answered(Inquiry inquiry, int connection) {
    if (connection != connections) {
      inquiry.outdated();
      return false;
    }
    inquiry.answered(clock.instant());
    return true;
  }

  private void failed(Inquiry inquiry, int connection, String why) {
    if (connection == connections) {
      inquiry.failed(clock.instant(), why);
    } else {
      inquiry.outdated();
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
    edits.commit();
    edits = portion.edit();
    mirror.picture(answer.picture());
    leaderTold(new Endpoint(answer.leader().host(), answer.leader().port()));
    lastHeard = Optional.of(now);
    if (!saidPolling) {
      saidPolling = true;
      log.info(
          "mesos: no event stream; reading GET /state every {} s",
          options.refresh().toMillis() / 1000.0);
    }
    pictured("poll");
  }

  private void notPolled(String why) {
    if (streaming) {
      state.outdated();
      return;
    }
    state.failed(clock.instant(), why);
    following = Optional.empty();
    trouble = Optional.of(why);
  }

  private void pictured(String how) {
    following = Optional.of(how);
    lastPicture = Optional.of(clock.instant());
    if (how.equals("stream")) {
      trouble = Optional.empty();
    }
  }

  private Duration look() {
    return mirror.isRecovering() ? shorter(RECOVERY_LOOK, options.refresh()) : options.refresh();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Endpoint endpoint(io.herald.mesos.leader.MasterAddress address) {
    return new Endpoint(address.host(), address.port());
  }
}
