package io.herald.catalog.source.mesos;

import io.herald.catalog.Catalog;
import io.herald.catalog.CatalogSource;
import io.herald.catalog.SkippedItem;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.SourceSnapshot;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.source.mesos.mirror.MesosMirror;
import io.herald.catalog.source.mesos.reading.OperatorMessages;
import io.herald.catalog.source.mesos.reading.SubscribedSnapshot;
import io.herald.catalog.source.mesos.reading.json.StateReader;
import io.herald.catalog.source.mesos.schedule.ApplyQueue;
import io.herald.catalog.source.mesos.schedule.DriftMonitor;
import io.herald.catalog.source.mesos.schedule.KnownMasters;
import io.herald.catalog.source.mesos.schedule.MasterFollower;
import io.herald.catalog.source.mesos.schedule.MasterReads;
import io.herald.catalog.source.mesos.schedule.MasterRequests;
import io.herald.catalog.source.mesos.schedule.Resubscription;
import io.herald.catalog.source.mesos.schedule.TeeLeaderDetector;
import io.herald.catalog.source.mesos.status.MesosFault;
import io.herald.catalog.source.mesos.status.MesosSourceStatus;
import io.herald.catalog.source.session.SessionWatch;
import io.herald.mesos.client.HttpClients;
import io.herald.mesos.client.OperatorClient;
import io.herald.mesos.client.OperatorEvent;
import io.herald.mesos.client.StreamListener;
import io.herald.mesos.leader.Election;
import io.herald.mesos.leader.LeaderDetector;
import io.herald.runtime.threads.Threads;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.mesos.v1.master.Protos.Event;

/**
 * Keeps the catalog true to a Mesos cluster: by the leading master's event stream, and without one
 * by reading {@code GET /state} again and again.
 *
 * <p>One thread ({@link MasterFollower}) applies everything in the order of its arrival. The stream
 * is tried for as long as this runs, and each new snapshot of it becomes a difference. A master
 * that can't be reached, answers garbage or doesn't lead changes nothing.
 */
public final class MesosSource implements CatalogSource {

  private static final String NAME = "mesos";

  /** Its thread ends at once, unless it is amidst a change of many tasks. */
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final Clock clock;
  private final MesosSourceStatus status;
  private final OperatorMessages messages;
  private final SubscribedSnapshot snapshot;
  private final MesosMirror mirror;
  private final OperatorClient client;
  private final MasterReads reads;
  private final ApplyQueue queue = new ApplyQueue();
  private final MasterFollower follower;
  private final Thread thread;

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
    this.clock = clock;
    Optional<SessionWatch> session =
        options.zooKeeper().map(url -> new SessionWatch(url.connectString(), clock));
    this.status = new MesosSourceStatus(catalog, session.map(watch -> watch::now), clock);
    SourcePartition partition = catalog.register(NAME);
    this.messages = new OperatorMessages(partition.interner(), status.skippedItems());
    this.snapshot = new SubscribedSnapshot(messages);
    this.mirror =
        new MesosMirror(
            partition, messages, status.skippedItems(), clock, options.reregisterWindow());
    this.client =
        new OperatorClient(
            new TeeLeaderDetector(options.newDetector(), new Elections(session)),
            options.connection(),
            clients);
    this.reads = new MasterReads(client, options.stateTimeout());
    Resubscription resubscription = new Resubscription(client::resubscribe, clock);
    DriftMonitor drift =
        new DriftMonitor(
            mirror, partition, messages, status, resubscription, options.refresh(), clock);
    this.follower =
        new MasterFollower(
            partition,
            mirror,
            new KnownMasters(options.zooKeeper().isPresent(), options.masters()),
            new MasterRequests(
                client,
                reads,
                queue,
                new StateReader(partition.interner(), status.skippedItems()),
                mirror,
                drift,
                status.faults(),
                options.refresh(),
                clock),
            drift,
            queue,
            status,
            resubscription,
            clock);
    this.thread = Threads.daemon("mesos-source", follower);
  }

  @Override
  public void restore(SourceSnapshot snapshot) {
    mirror.restore(snapshot.entities());
    status.restored(snapshot.heard());
  }

  @Override
  public void start() {
    thread.start();
    client.subscribe(new StreamEvents(), snapshot);
  }

  @Override
  public List<SkippedItem> skipped() {
    return status.skippedItems().latest();
  }

  @Override
  public SourceStatus status() {
    return status.view(NAME);
  }

  @Override
  public void close() {
    queue.close();
    client.close();
    reads.close();
    thread.interrupt();
    try {
      thread.join(CLOSE.toMillis()); // so that nothing is changed or logged afterwards
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Called by the stream's own thread; a full queue slows the stream down. */
  private final class StreamEvents implements StreamListener<OperatorEvent> {
    private int subscriptions;

    @Override
    public void connected() {
      follower.onConnected();
    }

    @Override
    public void received() {
      follower.onReceived();
    }

    @Override
    public void event(OperatorEvent received) {
      Event event = received.event();
      status.event(event.getType().name(), clock.instant());
      if (event.getType() == Event.Type.SUBSCRIBED) {
        follower.onSnapshot(snapshot.take("subscription " + ++subscriptions, received));
      } else {
        messages.garbled(received);
        follower.onEvent(event);
      }
    }

    @Override
    public void disconnected(String reason) {
      snapshot.begin(); // lets go of one that broke off
      follower.onDisconnected(reason);
    }
  }

  /** Called by the detector's thread. */
  private final class Elections implements LeaderDetector.Listener {

    private final Optional<SessionWatch> session;

    private Elections(Optional<SessionWatch> session) {
      this.session = session;
    }

    @Override
    public void elected(Election election) {
      follower.onElected(election);
    }

    @Override
    public void unreachable(String why) {
      status.faults().begin(MesosFault.ZOOKEEPER);
      status.electionUnknown(Optional.of(why));
    }

    @Override
    public void reachable() {
      status.faults().end(MesosFault.ZOOKEEPER);
      status.electionUnknown(Optional.empty());
    }

    @Override
    public void connection(ConnectionState state) {
      session.ifPresent(watch -> watch.changed(state));
    }
  }
}
