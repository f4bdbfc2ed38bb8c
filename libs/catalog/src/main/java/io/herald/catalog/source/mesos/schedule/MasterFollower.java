package io.herald.catalog.source.mesos.schedule;

import io.herald.catalog.Edits;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Framework;
import io.herald.catalog.source.mesos.mirror.MesosMirror;
import io.herald.catalog.source.mesos.mirror.MirrorHint;
import io.herald.catalog.source.mesos.mirror.TaskListComparison;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import io.herald.catalog.source.mesos.reading.json.StateReader;
import io.herald.catalog.source.mesos.status.MesosFault;
import io.herald.catalog.source.mesos.status.MesosSourceStatus;
import io.herald.mesos.leader.Election;
import io.herald.runtime.text.Printable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.mesos.v1.master.Protos.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies what the stream, the election and the answers bring, in the order of its arrival, on one
 * thread ({@link #run}); what has piled up meanwhile becomes one batch of the catalog. A change
 * that can't be applied is made good by a new snapshot.
 *
 * <p>The methods that begin with {@code on} may be called by any thread: they queue.
 */
public final class MasterFollower implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(MasterFollower.class);

  private static final Duration IDLE = Duration.ofSeconds(1);

  private final SourcePartition partition;
  private final MesosMirror mirror;
  private final KnownMasters masters;
  private final MasterRequests requests;
  private final DriftMonitor drift;
  private final ApplyQueue queue;
  private final MesosSourceStatus status;
  private final Resubscription resubscription;
  private final Clock clock;

  // Of the thread that runs this alone.
  private final Answers answers = new Answers();
  private Edits edits;
  private boolean pollingLogged;

  /** Why there is no stream; empty: there is one, or the first has yet to begin. */
  private Optional<String> noStream = Optional.empty();

  public MasterFollower(
      SourcePartition partition,
      MesosMirror mirror,
      KnownMasters masters,
      MasterRequests requests,
      DriftMonitor drift,
      ApplyQueue queue,
      MesosSourceStatus status,
      Resubscription resubscription,
      Clock clock) {
    this.partition = partition;
    this.mirror = mirror;
    this.masters = masters;
    this.requests = requests;
    this.drift = drift;
    this.queue = queue;
    this.status = status;
    this.resubscription = resubscription;
    this.clock = clock;
    this.edits = partition.edit();
  }

  /** A stream was accepted. */
  public void onConnected() {
    requests.arrival().begin();
    queue.add(requests::streamConnected);
  }

  /** Something came of the stream, which need not be a whole event. */
  public void onReceived() {
    requests.arrival().heard();
  }

  /** A stream has brought its snapshot. */
  public void onSnapshot(MesosSnapshot snapshot) {
    queue.add(() -> subscribed(snapshot));
    requests.arrival().end();
  }

  /** The next event of a stream. */
  public void onEvent(Event event) {
    queue.add(() -> apply(event), event.getSerializedSize());
  }

  /** The stream is lost, or the attempt to subscribe failed. */
  public void onDisconnected(String reason) {
    requests.arrival().end();
    queue.add(() -> lost(reason));
  }

  /** ZooKeeper, or the list of masters, names the leader. */
  public void onElected(Election election) {
    queue.add(() -> mirror.masters(masters.elected(election), edits));
  }

  /** Applies until the queue is closed. */
  @Override
  public void run() {
    requests.streamAwaited();
    while (!queue.isClosed()) {
      try {
        queue.take(pause(), () -> edits = partition.edit());
        mirror.passTime(edits);
        edits.commit();
        // Without the leader and the pids their names would be denied, and the denial cached.
        if (requests.isSnapshotCompleted()) {
          partition.complete();
        }
        status.recovering(mirror.recoveringAgents());
        requests.makeDue(answers);
      } catch (InterruptedException e) {
        break; // closed
      } catch (RuntimeException e) {
        status.faults().begin(MesosFault.APPLY);
        log.error("mesos: a change could not be applied; reading the whole snapshot again", e);
        resubscription.request("a change could not be applied");
      }
    }
  }

  private Duration pause() {
    Instant now = clock.instant();
    return requests
        .next()
        .map(next -> Duration.between(now, next))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
        .filter(wait -> wait.compareTo(IDLE) < 0)
        .orElse(IDLE);
  }

  private void apply(Event event) {
    if (requests.isStreaming()) {
      drift.event(event);
      Set<MirrorHint> hints = mirror.event(event, edits);
      if (hints.contains(MirrorHint.AGENTS)) {
        requests.wantAgents();
      }
      if (hints.contains(MirrorHint.FRAMEWORKS)) {
        requests.wantFrameworks();
      }
    }
  }

  private void subscribed(MesosSnapshot snapshot) {
    requests.streamBegins();
    replaceBy(snapshot);
    if (pollingLogged) {
      log.info("mesos: the event stream is there; GET /state is read no more");
    }
    pollingLogged = false;
    noStream = Optional.empty();
    status.snapshotRead("stream", clock.instant());
    status.faults().end(MesosFault.STREAM);
    status.faults().end(MesosFault.APPLY);
    status.faults().end(MesosFault.STATE);
    requests.snapshotApplied(!snapshot.frameworks().isEmpty());
    status.permissionHint().logChange();
  }

  /** What came before is part of the new snapshot or out of date. */
  private void replaceBy(MesosSnapshot snapshot) {
    edits.commit();
    edits = partition.edit();
    mirror.snapshot(snapshot);
  }

  private void lost(String reason) {
    requests.streamLost();
    noStream = Optional.of(reason);
    status.streamLost(reason);
    status.faults().begin(MesosFault.STREAM);
  }

  /** What comes of the requests. */
  private final class Answers implements MasterRequests.Answers {

    @Override
    public void state(StateReader.State state, Instant asked) {
      AnnouncedEndpoint leads = new AnnouncedEndpoint(state.leader().host(), state.leader().port());
      mirror.masters(masters.reported(leads), edits);
      replaceBy(state.snapshot());
      if (!pollingLogged) {
        pollingLogged = true;
        log.info(
            "mesos: {}; reading GET /state every {} s until it is there",
            noStream
                .map(why -> "there is no event stream (" + Printable.of(why) + ")")
                .orElse("the event stream has yet to bring its snapshot"),
            requests.refresh().toMillis() / 1000.0);
      }
      status.snapshotRead("poll", clock.instant());
      status.readWhole(asked, requests.statePace());
      status.permissionHint().logChange();
    }

    @Override
    public void stateFailed(String why) {
      status.cutOff(why);
    }

    @Override
    public void agents(StateReader.Agents agents) {
      mirror.agentsListed(agents.present(), agents.recovered(), edits);
      status.permissionHint().logChange();
    }

    @Override
    public void frameworks(List<Framework> frameworks) {
      mirror.frameworksListed(frameworks, edits);
    }

    @Override
    public void leader(LeaderTerm term) {
      mirror.masters(masters.reported(term.leader()), edits);
      term.elected().ifPresent(elected -> mirror.leaderReported(elected, term.reregisterTimeout()));
    }

    @Override
    public void tasks(TaskListComparison.Differences outcome) {
      drift.answered(outcome, edits);
    }
  }
}
