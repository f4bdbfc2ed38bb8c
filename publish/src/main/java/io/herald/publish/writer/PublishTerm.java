package io.herald.publish.writer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdCompare;
import io.herald.etcd.EtcdException;
import io.herald.etcd.EtcdLease;
import io.herald.etcd.EtcdTransaction;
import io.herald.etcd.PrefixFollower;
import io.herald.publish.config.PublishProblem;
import io.herald.publish.config.PublishSettings;
import io.herald.publish.keys.DesiredKeys;
import io.herald.publish.writer.PresentKeys.PresentKey;
import io.herald.runtime.text.Printable;
import io.herald.services.ServicesView;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which this publisher writes. Takes over the keys of the one before: keeps its lease
 * alive until each key has ours. Then, once the cluster is known, writes what differs, and what
 * comes to differ: new and changed keys before it removes any. Used by one thread.
 *
 * <p>A key is written only if it is as the watch has told it, and only while this publisher is the
 * elected one; etcd compares both with each write.
 */
final class PublishTerm implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PublishTerm.class);

  /** With the election's condition fewer than etcd takes in one transaction. */
  private static final int BATCH = EtcdTransaction.MOST_OPERATIONS - 28;

  private final EtcdClient client;
  private final PublishSettings settings;
  private final PublishSource source;
  private final PublisherCounters counters;
  private final PresentKeys present;
  private final PrefixFollower follower;
  private final ChangedServices services;
  private final DesiredKeys desired;
  private final Set<String> undecided = new LinkedHashSet<>();
  private final Set<String> toDelete = new LinkedHashSet<>();
  private final Set<String> foreign = new HashSet<>();

  private @Nullable EtcdLease lease;
  private boolean listed;
  private boolean loaded;

  /** When the leases of the one before were kept alive last; in nanoseconds. */
  private Optional<Long> adoptedAt = Optional.empty();

  PublishTerm(
      EtcdClient client,
      PublishSettings settings,
      PublishSource source,
      PublisherCounters counters,
      Runnable onChange) {
    this.client = client;
    this.settings = settings;
    this.source = source;
    this.counters = counters;
    this.present = new PresentKeys(settings.publisher(), onChange);
    this.desired = new DesiredKeys(settings.layout(), source.rules());
    this.follower = PrefixFollower.start(client, settings.layout().directory(), present);
    this.services = new ChangedServices(source.live(), onChange);
  }

  /**
   * Writes a part of what is to be written.
   *
   * @param leading the condition under which this publisher is the elected one
   * @return whether there may be more
   */
  boolean work(EtcdCompare leading) throws EtcdException, InterruptedException {
    EtcdLease held = heldLease();
    if (!present.isComplete()) {
      return false;
    }
    if (!listed) {
      listed = true;
      undecided.addAll(present.own());
      log.info(
          "writing {}: {} keys of ours are there", settings.layout().directory(), undecided.size());
    }
    adopt(held);
    undecided.addAll(present.takeChanged());
    readServices();
    boolean more = commit(batch(held), leading);
    counters.stands(present.countOwn(), foreign.size(), undecided.size() + toDelete.size());
    return more;
  }

  private EtcdLease heldLease() throws EtcdException, InterruptedException {
    EtcdLease held = lease;
    if (held != null && held.isAlive()) {
      return held;
    }
    if (held != null) {
      held.close();
      undecided.addAll(present.own());
      undecided.addAll(desired.keys());
    }
    EtcdLease fresh = client.lease(settings.keysLease());
    lease = fresh;
    return fresh;
  }

  /** Keeps alive what the keys still hang on, so that taking them over may take its time. */
  private void adopt(EtcdLease held) throws EtcdException, InterruptedException {
    long now = System.nanoTime();
    long third = settings.keysLease().toNanos() / 3;
    if (adoptedAt.isPresent() && now - adoptedAt.get() < third) {
      return;
    }
    adoptedAt = Optional.of(now);
    for (long other : present.leasesBeside(held.id())) {
      if (client.keepAlive(other).isEmpty()) {
        log.info("the lease {} of keys of ours has ended", Long.toHexString(other));
      }
    }
  }

  private void readServices() {
    if (!loaded && source.isReady()) {
      loaded = true;
      undecided.addAll(present.own());
    }
    if (!loaded) {
      return;
    }
    ChangedServices.Taken taken = services.take();
    if (taken.all() || !taken.services().isEmpty()) {
      undecided.addAll(source.live().read(view -> update(taken, view)));
    }
  }

  private Set<String> update(ChangedServices.Taken taken, ServicesView view) {
    Collection<ServiceKey> changed = taken.services();
    if (taken.all()) {
      changed = new HashSet<>(changed);
      changed.addAll(desired.services());
      changed.addAll(view.services());
    }
    return desired.update(changed, view);
  }

  /** What is done next: writes while there are any, then removals. */
  private List<Step> batch(EtcdLease held) {
    List<Step> steps = new ArrayList<>();
    for (Iterator<String> keys = undecided.iterator(); keys.hasNext() && steps.size() < BATCH; ) {
      String key = keys.next();
      Step step = step(key, held);
      if (step.decision() == KeyDecision.PUT) {
        steps.add(step);
      } else {
        keys.remove();
        if (step.decision() == KeyDecision.DELETE) {
          toDelete.add(key);
        }
      }
    }
    if (!steps.isEmpty()) {
      return steps;
    }
    for (Iterator<String> keys = toDelete.iterator(); keys.hasNext() && steps.size() < BATCH; ) {
      Step step = step(keys.next(), held);
      if (step.decision() == KeyDecision.DELETE) {
        steps.add(step);
      } else {
        keys.remove();
        undecided.add(step.key());
      }
    }
    return steps;
  }

  /**
   * What becomes of a key.
   *
   * @param known the revision at which it was written last; 0: there is none
   * @param value empty unless it is put
   */
  private record Step(String key, KeyDecision decision, long known, ByteString value, long lease) {}

  private Step step(String key, EtcdLease held) {
    PresentKey there = present.get(key);
    ByteString wanted = wanted(key, there);
    KeyDecision decision = KeyDecision.of(wanted, there, held.id());
    report(key, decision);
    return new Step(
        key,
        decision,
        there == null ? 0 : there.modRevision(),
        wanted == null ? ByteString.EMPTY : wanted,
        held.id());
  }

  /** Before the cluster is known, what is there stays as it is. */
  private @Nullable ByteString wanted(String key, @Nullable PresentKey there) {
    if (!loaded) {
      return there == null ? null : there.value();
    }
    byte[] value = desired.value(key);
    return value == null ? null : ByteString.copyFrom(value);
  }

  private void report(String key, KeyDecision decision) {
    if (decision == KeyDecision.FOREIGN) {
      if (foreign.add(key)) {
        String value = new String(desired.value(key), UTF_8);
        source
            .problems()
            .replace(
                key,
                List.of(
                    new Problem(
                        PublishProblem.FOREIGN_KEY,
                        Optional.empty(),
                        "etcd's key "
                            + Printable.of(key)
                            + " was written by somebody else and is left as it is, so "
                            + Printable.of(value)
                            + " is not published; delete the key, or publish as another zone")));
      }
    } else if (foreign.remove(key)) {
      source.problems().replace(key, List.of());
    }
  }

  private boolean commit(List<Step> steps, EtcdCompare leading)
      throws EtcdException, InterruptedException {
    if (steps.isEmpty()) {
      return false;
    }
    List<EtcdCompare> conditions = new ArrayList<>(steps.size() + 1);
    conditions.add(leading);
    for (Step step : steps) {
      conditions.add(EtcdCompare.modRevision(step.key(), EtcdCompare.Is.EQUAL, step.known()));
    }
    EtcdTransaction transaction = EtcdTransaction.when(conditions);
    int deletes = 0;
    for (Step step : steps) {
      if (step.decision() == KeyDecision.DELETE) {
        transaction.delete(step.key());
        deletes++;
      } else {
        transaction.put(step.key(), step.value(), step.lease());
      }
    }
    EtcdTransaction.Result result = client.commit(transaction);
    if (!result.succeeded()) {
      counters.refused();
      log.debug("a transaction wasn't done: another publisher writes, or a key has changed");
      return false;
    }
    counters.wrote(steps.size() - deletes, deletes);
    for (Step step : steps) {
      undecided.remove(step.key());
      toDelete.remove(step.key());
    }
    // What isn't told by then is decided again once it is.
    Duration longest = client.settings().timeout();
    if (!present.await(result.revision(), longest)) {
      log.debug("the watch hasn't told of revision {} yet", result.revision());
    }
    return true;
  }

  /**
   * Gives the keys their whole time again, in which a successor finds them.
   *
   * @throws EtcdException if etcd doesn't answer; the keys have what is left of their time
   */
  void leave() throws EtcdException, InterruptedException {
    EtcdLease held = lease;
    if (held != null && held.isAlive()) {
      var unused = client.keepAlive(held.id());
    }
  }

  /** Ends the term; the keys stay until their lease ends. */
  @Override
  public void close() {
    services.close();
    follower.close();
    if (lease != null) {
      lease.close();
    }
    foreign.forEach(key -> source.problems().replace(key, List.of()));
    counters.stands(0, 0, 0);
  }
}
