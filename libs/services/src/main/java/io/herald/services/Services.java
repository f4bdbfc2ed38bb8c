package io.herald.services;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.CatalogListener;
import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.Subscription;
import io.herald.catalog.model.Entity;
import io.herald.services.announcement.AnnouncedMembers;
import io.herald.services.host.HostBook;
import io.herald.services.host.HostResolver;
import io.herald.services.instance.Instance;
import io.herald.services.instance.Located;
import io.herald.services.instance.LocatedChange;
import io.herald.services.problem.ProblemBook;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The live services of a cluster. Applies the catalog's batches, joins announcements with their
 * tasks, resolves hosts, and reports to its listeners what each batch changes and which services it
 * touches. A batch costs what it changes, however large the cluster is; no second copy of the
 * cluster is held.
 *
 * <p>Batches and resolved hosts may come from different threads; they are applied one at a time,
 * and each is reported before the next is applied. Never waits for a host to be resolved: a host
 * known by name has no addresses until it is.
 */
public final class Services implements CatalogListener {

  private final ProblemBook problems;
  private final ReentrantLock lock = new ReentrantLock();
  private final ServiceListeners listeners = new ServiceListeners();

  @GuardedBy("lock")
  private final HostBook hosts;

  @GuardedBy("lock")
  private final ClusterState state;

  @GuardedBy("lock")
  private final ServiceIndex index;

  /** Null if ServerSets aren't followed. */
  @GuardedBy("lock")
  private final @Nullable AnnouncedMembers announced;

  @GuardedBy("lock")
  private final ServicesView view;

  private final Optional<String> serverSetRoot;

  @GuardedBy("lock")
  private long revision;

  @GuardedBy("lock")
  private Instant appliedAt = Instant.EPOCH;

  @GuardedBy("lock")
  private boolean complete;

  @GuardedBy("lock")
  private boolean reportedComplete;

  /**
   * The services of a cluster whose ServerSets aren't followed.
   *
   * @param resolver finds the hosts of agents, frameworks and masters; has no other listeners
   */
  public Services(ServicesOptions options, HostResolver resolver, ProblemBook problems) {
    this(options, resolver, Optional.empty(), problems);
  }

  /** The same with the announcements of ServerSets, if there is such a source of them. */
  public Services(
      ServicesOptions options,
      HostResolver resolver,
      Optional<FollowedSets> sets,
      ProblemBook problems) {
    // The resolver may answer for the configured masters at once, from its own thread: it waits.
    lock.lock();
    try {
      this.problems = requireNonNull(problems, "problems");
      this.hosts = new HostBook(resolver, new Resolved(), "host", problems);
      this.state = new ClusterState(hosts, options);
      this.index = new ServiceIndex(options.publication());
      this.serverSetRoot = sets.map(FollowedSets::root);
      this.announced =
          sets.map(
                  of ->
                      new AnnouncedMembers(
                          options.publication(),
                          options.portNames(),
                          options.environments(),
                          of.root(),
                          of.resolver(),
                          new ResolvedAnnounced(),
                          problems))
              .orElse(null);
      this.view = new HeldServices(state, index, Optional.ofNullable(announced));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Where announcements come from.
   *
   * @param root of the ServerSets in ZooKeeper; the parts of a path below it name a set
   * @param resolver finds the hosts of announcements; has no other listeners
   */
  public record FollowedSets(String root, HostResolver resolver) {}

  /** Problems of entities; readers report theirs here too. */
  public ProblemBook problems() {
    return problems;
  }

  /** The root of the ServerSets that are followed; empty if none are. */
  public Optional<String> serverSetRoot() {
    return serverSetRoot;
  }

  /**
   * Gives the listener everything as a snapshot, and from then on every batch: none missing, none
   * twice. Before the catalog's first batch there is nothing to give; that batch is the snapshot
   * then.
   */
  public Subscription subscribe(ServiceListener listener) {
    lock.lock();
    try {
      Subscription subscription = listeners.add(listener);
      if (revision > 0) {
        ServiceListeners.report(listener, everything(), view);
      }
      return subscription;
    } finally {
      lock.unlock();
    }
  }

  /** Reads all of it as of one moment. Batches wait that long, so be quick. */
  public <T> T read(Function<ServicesView, T> reader) {
    lock.lock();
    try {
      return reader.apply(view);
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many instances were made of tasks since the start. Nothing can be said of a task without
   * one, so this is what batches cost, on any machine.
   */
  public long instancesMade() {
    lock.lock();
    try {
      return state.made();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onBatch(ChangeBatch batch) {
    lock.lock();
    try {
      appliedAt = batch.appliedAt();
      complete = batch.complete();
      if (announced == null) {
        apply(batch.changes(), List.of(), batch.snapshot());
      } else {
        AnnouncedMembers.JoinedChanges outcome = announced.apply(batch.changes());
        apply(outcome.changes(), outcome.members(), batch.snapshot());
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void apply(List<Change> changes, List<LocatedChange> members, boolean snapshot) {
    Set<Entity.Key> touched = new LinkedHashSet<>();
    for (Change change : changes) {
      state.touch(change, touched);
    }
    List<@Nullable Located> before = find(touched);
    for (Change change : changes) {
      state.store(change);
    }
    publish(touched, before, members, snapshot);
  }

  @GuardedBy("lock")
  private List<@Nullable Located> find(Set<Entity.Key> keys) {
    List<@Nullable Located> found = new ArrayList<>(keys.size());
    for (Entity.Key key : keys) {
      found.add(state.find(key).orElse(null));
    }
    return found;
  }

  /**
   * Compares the touched entities with what they were, and reports a batch unless nothing differs.
   */
  @GuardedBy("lock")
  private void publish(
      Set<Entity.Key> touched,
      List<@Nullable Located> before,
      List<LocatedChange> members,
      boolean snapshot) {
    List<@Nullable Located> after = find(touched);
    List<LocatedChange> changes = new ArrayList<>(members);
    for (int i = 0; i < before.size(); i++) {
      Located was = before.get(i);
      Located is = after.get(i);
      boolean same = was == null ? is == null : was.equals(is);
      index(was, is, same);
      if (!same) {
        changes.add(new LocatedChange(was, is));
      }
    }
    if (changes.isEmpty() && !snapshot && complete == reportedComplete && revision > 0) {
      return;
    }
    reportedComplete = complete;
    revision++;
    ServiceBatch batch =
        new ServiceBatch(revision, appliedAt, snapshot, complete, changes, index.changes());
    listeners.report(batch, view);
  }

  @GuardedBy("lock")
  private void index(@Nullable Located was, @Nullable Located is, boolean same) {
    if (same && was instanceof Instance old && is instanceof Instance instance) {
      index.replace(instance.service(), old.task(), instance.task());
      return;
    }
    if (was instanceof Instance old) {
      index.remove(old.service(), old.task());
    }
    if (is instanceof Instance instance) {
      index.add(instance.service(), instance.task());
    }
  }

  @GuardedBy("lock")
  private ServiceBatch everything() {
    List<LocatedChange> changes = new ArrayList<>();
    view.members().forEach(member -> changes.add(new LocatedChange(null, member)));
    Set<Entity.Key> keys = new LinkedHashSet<>();
    state.forEachKey(keys::add);
    for (Located located : find(keys)) {
      if (located != null) {
        changes.add(new LocatedChange(null, located));
      }
    }
    return new ServiceBatch(revision, appliedAt, true, complete, changes, index.everything());
  }

  /** Results for the hosts of agents, frameworks and masters, from the resolver's threads. */
  private final class Resolved implements HostResolver.Listener {

    @Override
    public void resolved(String host, List<InetAddress> addresses) {
      lock.lock();
      try {
        Set<Entity.Key> touched = new LinkedHashSet<>();
        state.touchUsers(host, touched);
        List<@Nullable Located> before = find(touched);
        hosts.resolved(host, addresses);
        publish(touched, before, List.of(), false);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void unresolved(String host, String why) {
      lock.lock();
      try {
        hosts.unresolved(host, why);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Results for the hosts of announcements, from the resolver's threads. */
  private final class ResolvedAnnounced implements HostResolver.Listener {

    @Override
    public void resolved(String host, List<InetAddress> addresses) {
      lock.lock();
      try {
        if (announced != null) {
          AnnouncedMembers.JoinedChanges outcome = announced.resolved(host, addresses);
          apply(outcome.changes(), outcome.members(), false);
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void unresolved(String host, String why) {
      lock.lock();
      try {
        if (announced != null) {
          announced.unresolved(host, why);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
