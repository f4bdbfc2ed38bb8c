package io.herald.catalog.source.mesos.schedule;

import io.herald.catalog.Faults;
import io.herald.catalog.model.Framework;
import io.herald.catalog.source.mesos.mirror.MesosMirror;
import io.herald.catalog.source.mesos.mirror.TaskListComparison;
import io.herald.catalog.source.mesos.reading.json.StateReader;
import io.herald.catalog.source.mesos.status.MesosFault;
import io.herald.mesos.client.OperatorClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is asked of the leading master beside its stream, and {@code GET /state} instead of it:
 * which request is due when, and how each is made. For the source's thread; what comes of a request
 * is delivered through the queue, so on that thread too.
 */
public final class MasterRequests {

  /** A stream that broke is mostly back before a whole state would have been read. */
  private static final Duration STREAM_PATIENCE = Duration.ofSeconds(2);

  /** While agents are awaited after a failover: no event reports one that is given up. */
  private static final Duration REFRESH_IN_RECOVERY = Duration.ofSeconds(5);

  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

  /** What the master answers. */
  interface Answers {
    /**
     * @param asked when the state was asked for
     */
    void state(StateReader.State state, Instant asked);

    void stateFailed(String why);

    void agents(StateReader.Agents agents);

    void frameworks(List<Framework> frameworks);

    void leader(LeaderTerm term);

    void tasks(TaskListComparison.Differences outcome);
  }

  private final OperatorClient client;
  private final MasterReads reads;
  private final StreamBoundReads bound;
  private final ApplyQueue queue;
  private final StateReader reader;
  private final MesosMirror mirror;
  private final DriftMonitor drift;
  private final SnapshotArrival arrival;
  private final Duration refresh;
  private final Clock clock;

  private final PolledRequest state;
  private final PolledRequest agents;
  private final PolledRequest frameworks;
  private final PolledRequest leader;
  private boolean streaming;

  /**
   * @param refresh between two readings of one kind
   */
  public MasterRequests(
      OperatorClient client,
      MasterReads reads,
      ApplyQueue queue,
      StateReader reader,
      MesosMirror mirror,
      DriftMonitor drift,
      Faults<MesosFault> faults,
      Duration refresh,
      Clock clock) {
    this.client = client;
    this.reads = reads;
    this.bound = new StreamBoundReads(reads, queue, clock);
    this.queue = queue;
    this.reader = reader;
    this.mirror = mirror;
    this.drift = drift;
    this.arrival = new SnapshotArrival(STREAM_PATIENCE, clock);
    this.refresh = refresh;
    this.clock = clock;
    Duration longest = longestBackoff(refresh);
    this.state = PolledRequest.pressing("GET /state", longest, faults, MesosFault.STATE);
    this.agents = PolledRequest.resting("GET /slaves", longest, faults, MesosFault.AGENTS);
    this.frameworks =
        PolledRequest.resting("GET /frameworks", longest, faults, MesosFault.FRAMEWORKS);
    this.leader =
        PolledRequest.resting("GET_MASTER and GET /flags", longest, faults, MesosFault.MASTER);
  }

  /** Between two attempts at one request. */
  public static Duration longestBackoff(Duration refresh) {
    return shorter(LONGEST_BACKOFF, refresh);
  }

  Duration refresh() {
    return refresh;
  }

  boolean isStreaming() {
    return streaming;
  }

  /** How far the stream's snapshot has come; for the stream's thread. */
  SnapshotArrival arrival() {
    return arrival;
  }

  /** The attempt to subscribe has begun; it may get no answer, not even a refusal. */
  void streamAwaited() {
    state.wantAt(clock.instant().plus(STREAM_PATIENCE));
  }

  /** A stream was accepted; its snapshot is still to come. */
  void streamConnected() {
    bound.streamChanged();
  }

  /** A stream has brought its snapshot, which is about to be applied. */
  void streamBegins() {
    streaming = true;
    state.cancel();
    reader.forget();
  }

  /**
   * The stream's snapshot was applied: what it doesn't contain is asked for.
   *
   * @param anyFramework whether there is a framework whose pid is to be found
   */
  void snapshotApplied(boolean anyFramework) {
    Instant now = clock.instant();
    drift.streamBegan();
    agents.wantAt(now.plus(nextRefresh()));
    leader.wantAt(now);
    if (anyFramework) {
      frameworks.wantAt(now);
    }
  }

  /** The stream is lost, or the attempt to subscribe failed. */
  void streamLost() {
    Instant now = clock.instant();
    state.wantAt(streaming ? now.plus(STREAM_PATIENCE) : now);
    streaming = false;
    bound.streamChanged();
    agents.cancel();
    frameworks.cancel();
    leader.cancel();
    drift.streamLost();
  }

  void wantAgents() {
    agents.wantAt(clock.instant());
  }

  void wantFrameworks() {
    frameworks.wantAt(clock.instant());
  }

  /** Whether the first answers are here, or refused, that a stream's snapshot lacks. */
  boolean isSnapshotCompleted() {
    return streaming && !leader.isOpen() && !frameworks.isOpen();
  }

  /** When the next request, or the next verdict on drift, is due; empty if none is awaited. */
  Optional<Instant> next() {
    return Stream.concat(
            drift.nextVerdict().stream(),
            Stream.of(state, agents, frameworks, leader, drift.request())
                .flatMap(request -> request.next().stream()))
        .min(Instant::compareTo);
  }

  /** Makes the requests that are due. */
  void makeDue(Answers answers) {
    drift.plan();
    Instant now = clock.instant();
    if (state.isDue(now)) {
      arrival.awaitedUntil().ifPresentOrElse(state::reschedule, () -> makeState(answers));
    }
    if (agents.isDue(now)) {
      mirror.agentsAsked();
      bound.get(
          agents,
          "/slaves",
          body -> reader.agents(body, "GET /slaves"),
          answer -> {
            answers.agents(answer);
            agents.wantAt(clock.instant().plus(nextRefresh()));
          });
    }
    if (frameworks.isDue(now)) {
      mirror.frameworksAsked();
      bound.get(
          frameworks,
          "/frameworks",
          body -> reader.frameworks(body, "GET /frameworks"),
          answers::frameworks);
    }
    if (leader.isDue(now)) {
      bound.ask(leader, master -> LeaderTerm.ask(master, reader), answers::leader);
    }
    if (drift.request().isDue(now)) {
      DriftMonitor.Reading reading = drift.ask();
      bound.read(drift.request(), reading, reading, answers::tasks);
    }
  }

  private void makeState(Answers answers) {
    state.begin(clock.instant());
    reads.get(
        "/state",
        this::readState,
        answer -> queue.add(() -> stateAnswered(answer, answers)),
        why -> queue.add(() -> stateFailed(why, answers)));
  }

  private StateReader.State readState(InputStream body) throws IOException {
    try {
      return reader.state(body, "GET /state");
    } catch (IOException | RuntimeException e) {
      client.askAnother();
      throw e;
    }
  }

  private void stateAnswered(StateReader.State answer, Answers answers) {
    if (streaming) {
      state.outdated();
      return;
    }
    Instant now = clock.instant();
    state.answered(now);
    state.wantAt(now.plus(nextRefresh()));
    answers.state(answer, now.minus(state.took()));
  }

  private void stateFailed(String why, Answers answers) {
    if (streaming) {
      state.outdated();
      return;
    }
    state.failed(clock.instant(), why);
    answers.stateFailed(why);
  }

  /** How soon a state that was read is read again, at the latest. */
  Duration statePace() {
    return nextRefresh().plus(state.took());
  }

  private Duration nextRefresh() {
    return mirror.isRecovering() ? shorter(REFRESH_IN_RECOVERY, refresh) : refresh;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
