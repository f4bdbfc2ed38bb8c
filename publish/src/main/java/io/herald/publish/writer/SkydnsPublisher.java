package io.herald.publish.writer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdCompare;
import io.herald.etcd.EtcdElection;
import io.herald.etcd.EtcdException;
import io.herald.etcd.EtcdSettings;
import io.herald.publish.config.PublishSettings;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.Threads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps SkyDNS' keys in etcd equal to the services, while this publisher is the elected one; stands
 * by otherwise. Tries again whatever fails; nothing is lost, as what is there and what must be are
 * compared each time. Safe for any thread.
 */
public final class SkydnsPublisher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SkydnsPublisher.class);

  /** How long nothing may wake it: the leases' own clocks are looked at that often. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private final EtcdSettings etcd;
  private final PublishSettings settings;
  private final PublishSource source;
  private final PublisherCounters counters;
  private final String self;
  private final FailureLog failures = new FailureLog(log);
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3));
  private final Thread thread = Threads.daemon("skydns-publisher", this::run);

  @GuardedBy("this")
  private boolean woken;

  private volatile boolean closed;

  private SkydnsPublisher(
      EtcdSettings etcd,
      PublishSettings settings,
      PublishSource source,
      PublisherCounters counters,
      String self) {
    this.etcd = etcd;
    this.settings = settings;
    this.source = source;
    this.counters = counters;
    this.self = self;
  }

  /**
   * Publishes from now on; returns at once.
   *
   * @param self what the election's key says of this process
   */
  public static SkydnsPublisher start(
      EtcdSettings etcd,
      PublishSettings settings,
      PublishSource source,
      PublisherCounters counters,
      String self) {
    SkydnsPublisher publisher = new SkydnsPublisher(etcd, settings, source, counters, self);
    publisher.thread.start();
    return publisher;
  }

  private void run() {
    counters.publishes(true);
    try (EtcdClient client = new EtcdClient(etcd)) {
      EtcdElection election =
          EtcdElection.stand(client, settings.electionKey(), self, settings.lease(), new Elected());
      try {
        publish(client, election);
      } finally {
        election.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed, and etcd didn't answer
    } finally {
      counters.leads(false);
      counters.publishes(false);
    }
  }

  private void publish(EtcdClient client, EtcdElection election) throws InterruptedException {
    PublishTerm term = null;
    try {
      while (!closed) {
        Optional<EtcdCompare> leading = election.stillLeading();
        counters.leads(leading.isPresent());
        if (leading.isEmpty()) {
          end(term);
          term = null;
          await(LOOK);
          continue;
        }
        if (term == null) {
          term = new PublishTerm(client, settings, source, counters, this::wake);
        }
        Duration pause = work(term, leading.get());
        if (!pause.isZero()) {
          await(pause);
        }
      }
      if (term != null) {
        leave(term);
      }
    } finally {
      end(term);
    }
  }

  /** Returns how long there is nothing to do unless something changes. */
  private Duration work(PublishTerm term, EtcdCompare leading) throws InterruptedException {
    try {
      boolean more = term.work(leading);
      backoff.succeeded();
      counters.succeeded();
      failures.succeeded("etcd answers again; publishing to {} goes on", etcd.endpoints());
      return more ? Duration.ZERO : LOOK;
    } catch (EtcdException e) {
      counters.failed();
      failures.failed(
          "publishing to etcd fails: {}; trying again, and nothing is lost meanwhile",
          e.getMessage());
      return backoff.failed();
    } catch (RuntimeException e) { // a fault of ours: others' names stay true meanwhile
      counters.failed();
      log.error("publishing failed unexpectedly, please report it; trying again", e);
      return backoff.failed();
    }
  }

  private void leave(PublishTerm term) throws InterruptedException {
    try {
      term.leave();
      log.info(
          "no longer publishing below {}: a successor takes the keys over within {} s, or they end",
          settings.layout().directory(),
          settings.keysLease().toSeconds());
    } catch (EtcdException e) {
      log.warn(
          "no longer publishing below {}: etcd doesn't answer ({}), so the keys end with their"
              + " lease",
          settings.layout().directory(),
          e.getMessage());
    }
  }

  private static void end(@Nullable PublishTerm term) {
    if (term != null) {
      term.close();
    }
  }

  private synchronized void wake() {
    woken = true;
    notifyAll();
  }

  private synchronized void await(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    long left = longest.toNanos();
    while (!woken && !closed && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
    woken = false;
  }

  /**
   * Ends in order: what is being written is finished, the keys get their whole time again, and the
   * election is left, so that another publisher takes over at once.
   */
  @Override
  public void close() {
    closed = true;
    wake();
    boolean interrupted = false;
    try {
      thread.join(LONGEST_END.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (thread.isAlive()) {
      log.warn("etcd doesn't answer; the keys end with their lease");
      thread.interrupt();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Elected implements EtcdElection.Listener {

    @Override
    public void elected() {
      log.info("elected: this publisher writes the keys below {}", settings.layout().directory());
      wake();
    }

    @Override
    public void deposed(String reason) {
      log.info("no longer elected: {}", reason);
      wake();
    }
  }
}
