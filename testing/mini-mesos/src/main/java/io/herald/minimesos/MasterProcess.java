package io.herald.minimesos;

import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.ZooKeeperUrl;
import io.herald.minimesos.election.Contender;
import io.herald.minimesos.election.Leadership;
import io.herald.minimesos.election.MasterInfoJson;
import io.herald.minimesos.http.LoopbackServer;
import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.master.Master;
import io.herald.minimesos.master.MasterApi;
import io.herald.minimesos.master.MasterIdentity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One master process: its port, its place in the election, and the {@link Master} while it leads.
 * For the cluster's thread, but for opening, {@link #contend} and {@link #close}.
 */
final class MasterProcess implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MasterProcess.class);
  private static final String ADDRESS = "127.0.0.1";
  private static final long ELECTION_SECONDS = 60;

  private final MiniMesosOptions options;
  private final EventLoop loop;
  private final Registry registry;
  private final List<ObjLongConsumer<String>> taskRunningListeners;
  private final Listener listener;
  private final LoopbackServer server;
  private final Map<String, String> changedFlags = new TreeMap<>();
  private volatile @Nullable Contender contender;
  private MasterIdentity identity;
  private @Nullable Master leading;
  private Optional<String> leader = Optional.empty();
  private Duration recovery = Duration.ZERO;
  private boolean dead;
  private CompletableFuture<Boolean> settled = new CompletableFuture<>();

  /** The rest of the cluster; called on its thread. */
  interface Listener {

    /** This master leads now. */
    void elected(Master master);

    /** It does not lead any more. */
    void dethroned();
  }

  private MasterProcess(
      MiniMesosOptions options,
      EventLoop loop,
      Registry registry,
      List<ObjLongConsumer<String>> taskRunningListeners,
      Listener listener)
      throws IOException {
    this.options = options;
    this.loop = loop;
    this.registry = registry;
    this.taskRunningListeners = taskRunningListeners;
    this.listener = listener;
    this.server =
        LoopbackServer.open(
            "Mesos master",
            options.port(),
            loop,
            new MasterApi(
                () -> Optional.ofNullable(leading), () -> leader, options.security().logins()),
            options.security().tls());
    this.identity = newIdentity();
  }

  /**
   * Opens the port; the election is for {@link #contend}.
   *
   * @throws IOException if the port is taken
   */
  static MasterProcess open(
      MiniMesosOptions options,
      EventLoop loop,
      Registry registry,
      List<ObjLongConsumer<String>> taskRunningListeners,
      Listener listener)
      throws IOException {
    return new MasterProcess(options, loop, registry, taskRunningListeners, listener);
  }

  /**
   * Asks to lead; without ZooKeeper it is the only candidate.
   *
   * @return done as soon as a master leads; true if it is this one
   * @throws IOException if ZooKeeper can't be reached
   */
  CompletableFuture<Boolean> contend() throws IOException {
    if (options.zooKeeper().isPresent()) {
      contender =
          Contender.open(
              ZooKeeperUrl.parse(options.zooKeeper().get()),
              new Contender.Listener() {
                @Override
                public void leadership(Leadership now) {
                  loop.execute(() -> led(now));
                }

                @Override
                public void sessionLost() {
                  loop.execute(
                      () -> {
                        CompletableFuture<Boolean> unused = standAnew();
                      });
                }
              });
    }
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          stand();
          CompletableFuture<Boolean> unused = settled.thenApply(result::complete);
        });
    return result;
  }

  /** Waits until a master leads. */
  void await(CompletableFuture<Boolean> election) {
    try {
      election.get(ELECTION_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "no master was elected at %s within %d s"
              .formatted(options.zooKeeper().orElseGet(this::ownAddress), ELECTION_SECONDS),
          e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the election failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a master was elected", e);
    }
  }

  private MasterIdentity newIdentity() {
    return new MasterIdentity(
        UUID.randomUUID().toString(),
        options.cluster(),
        options.hostname(),
        ADDRESS,
        server.port(),
        Instant.now());
  }

  private void stand() {
    Contender candidate = contender;
    if (candidate != null) {
      candidate.stand(MasterInfoJson.bytes(identity.info()));
    } else {
      led(new Leadership(Optional.of(identity.id()), Optional.of(ownAddress())));
    }
  }

  private String ownAddress() {
    return options.hostname() + ":" + server.port();
  }

  /** Who leads now. */
  private void led(Leadership now) {
    if (dead) {
      return;
    }
    boolean own = now.masterId().filter(identity.id()::equals).isPresent();
    if (own && leading == null) {
      lead();
    } else if (!own && leading != null) {
      dethrone(leading);
    }
    // A node of a master that was just now given up says nothing of who leads.
    leader = now.address().filter(address -> own || !address.equals(ownAddress()));
    if (leader.isPresent()) {
      settled.complete(own);
    }
  }

  private void lead() {
    Master elected =
        new Master(
            identity,
            new Master.Settings(
                options.heartbeatInterval(),
                options.agentPingTimeout(),
                options.allocationInterval(),
                MasterFlags.of(options, ADDRESS, server.port(), changedFlags)),
            taskRunningListeners,
            loop);
    leading = elected;
    log.info("Mesos master {} leads, at {}", identity.id(), ownAddress());
    if (recovery.isZero()) {
      recovered(elected);
    } else {
      loop.after(recovery, () -> recovered(elected));
    }
  }

  private void recovered(Master elected) {
    if (leading == elected) {
      elected.recovered(registry.agents());
      listener.elected(elected);
    }
  }

  private void dethrone(Master old) {
    if (old.isRecovered()) {
      registry.remember(old.registry());
    }
    old.die();
    leading = null;
    listener.dethroned();
  }

  /** How long a master that is elected takes from now on to read its registry. */
  void recoverFor(Duration time) {
    recovery = time;
  }

  /**
   * The master is gone, another one with a new id takes its place.
   *
   * @return as {@link #contend}
   */
  CompletableFuture<Boolean> standAnew() {
    if (dead) {
      return settled;
    }
    if (leading != null) {
      dethrone(leading);
    }
    leader = Optional.empty();
    identity = newIdentity();
    settled = new CompletableFuture<>();
    stand();
    return settled;
  }

  /** The process dies: its streams break, its port closes; its session at ZooKeeper lives on. */
  void kill() {
    dead = true;
    if (leading != null) {
      dethrone(leading);
    }
    leader = Optional.empty();
    server.close();
  }

  boolean isDead() {
    return dead;
  }

  /** The master, while it leads and has recovered. */
  Optional<Master> leading() {
    return Optional.ofNullable(leading).filter(Master::isRecovered);
  }

  MasterAddress address() {
    return new MasterAddress(ADDRESS, server.port());
  }

  /** The value that the next master shows for a flag; it does not act on it. */
  void setFlag(String name, String value) {
    changedFlags.put(name, value);
  }

  /** Ends its session at ZooKeeper, as the death of its process does after a while. */
  void endSession() {
    Contender candidate = contender;
    contender = null;
    if (candidate != null) {
      candidate.close();
    }
  }

  /** Closes the port and ends the session; the leading master has to be killed before. */
  @Override
  public void close() {
    endSession();
    server.close();
  }
}
