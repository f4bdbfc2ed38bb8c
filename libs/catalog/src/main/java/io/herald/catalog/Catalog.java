package io.herald.catalog;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.model.Entity;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live snapshot of the cluster: the union of what its sources say, and the only place from
 * which changes flow on.
 *
 * <p>Any thread may call; one write is applied at a time, and the listeners are notified before the
 * write returns, in the order of the batches' numbers. A write that changes nothing makes no batch.
 * A single change costs the same however large the snapshot is. Listeners run inside the write, so
 * they must be quick and may not write or subscribe themselves. Nothing is stored on disk, and
 * nothing here knows what an entity means.
 */
public final class Catalog {

  private static final Logger log = LoggerFactory.getLogger(Catalog.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Clock clock;
  private final Interner interner = new Interner();

  @GuardedBy("lock")
  private final List<SourcePartition> partitions = new ArrayList<>();

  private final List<CatalogListener> listeners = new CopyOnWriteArrayList<>();

  @GuardedBy("lock")
  private long number;

  @GuardedBy("lock")
  private Instant appliedAt;

  public Catalog(Clock clock) {
    this.clock = requireNonNull(clock, "clock");
    this.appliedAt = clock.instant();
  }

  /**
   * Makes room for a source. The snapshot is complete once every registered source has replaced its
   * partition for the first time, so register all of them before starting any.
   *
   * @param name for log lines and status, unique: "mesos", "zookeeper"
   * @throws IllegalArgumentException if there is a source of that name already
   */
  public SourcePartition register(String name) {
    refuseListeners();
    lock.lock();
    try {
      for (SourcePartition partition : partitions) {
        if (partition.name().equals(name)) {
          throw new IllegalArgumentException(
              "catalog source \"" + name + "\" is registered already; choose another name");
        }
      }
      SourcePartition partition = new SourcePartition(this, name);
      partitions.add(partition);
      return partition;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives the listener the snapshot as a snapshot batch before this returns, and from then on every
   * batch: none missing, none twice. A snapshot has the number of the last batch that it contains.
   */
  public Subscription subscribe(CatalogListener listener) {
    refuseListeners();
    lock.lock();
    try {
      List<Change> everything = new ArrayList<>();
      for (EntityKind kind : EntityKind.values()) {
        for (SourcePartition partition : partitions) {
          for (Entity entity : partition.held(kind)) {
            everything.add(new Change.Added(entity));
          }
        }
      }
      listeners.add(listener);
      notify(listener, new ChangeBatch(number, appliedAt, true, complete(), everything));
      return () -> listeners.remove(listener);
    } finally {
      lock.unlock();
    }
  }

  /** The entity of that key, whoever holds it. */
  public Optional<Entity> find(Entity.Key key) {
    lock.lock();
    try {
      for (SourcePartition partition : partitions) {
        Optional<Entity> entity = partition.held(key);
        if (entity.isPresent()) {
          return entity;
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** How the catalog stands now. */
  public CatalogStatus status() {
    lock.lock();
    try {
      Map<EntityKind, Integer> entities = new EnumMap<>(EntityKind.class);
      for (EntityKind kind : EntityKind.values()) {
        entities.put(
            kind, partitions.stream().mapToInt(partition -> partition.held(kind).size()).sum());
      }
      List<String> awaited =
          partitions.stream()
              .filter(partition -> !partition.given())
              .map(SourcePartition::name)
              .toList();
      return new CatalogStatus(number, appliedAt, awaited, entities, listeners.size());
    } finally {
      lock.unlock();
    }
  }

  /**
   * What each source holds that has given its first snapshot, all of one moment; by its name. Costs
   * a reference for each entity, and writes wait that long.
   */
  public Map<String, List<Entity>> snapshots() {
    lock.lock();
    try {
      Map<String, List<Entity>> snapshots = new LinkedHashMap<>();
      for (SourcePartition partition : partitions) {
        if (partition.given()) {
          List<Entity> entities = new ArrayList<>();
          for (EntityKind kind : EntityKind.values()) {
            entities.addAll(partition.held(kind));
          }
          snapshots.put(partition.name(), entities);
        }
      }
      return snapshots;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Shares equal values among all entities of this catalog; sources pass repeating text through it.
   */
  public Interner interner() {
    return interner;
  }

  void replace(SourcePartition partition, Collection<? extends Entity> snapshot, boolean whole) {
    refuseListeners();
    lock.lock();
    try {
      boolean first = whole && !partition.given();
      List<Change> changes = partition.diff(snapshot, partitions);
      if (whole) {
        partition.give();
      }
      if (first || !changes.isEmpty()) {
        publish(changes);
      }
    } finally {
      lock.unlock();
    }
  }

  void complete(SourcePartition partition) {
    refuseListeners();
    lock.lock();
    try {
      if (!partition.given()) {
        partition.give();
        publish(List.of());
      }
    } finally {
      lock.unlock();
    }
  }

  void update(SourcePartition partition, Edits edits) {
    refuseListeners();
    lock.lock();
    try {
      List<Change> changes = partition.apply(edits, partitions);
      if (!changes.isEmpty()) {
        publish(changes);
      }
    } finally {
      lock.unlock();
    }
  }

  Optional<Entity> find(SourcePartition partition, Entity.Key key) {
    lock.lock();
    try {
      return partition.held(key);
    } finally {
      lock.unlock();
    }
  }

  List<Entity> all(SourcePartition partition, EntityKind kind) {
    lock.lock();
    try {
      return List.copyOf(partition.held(kind));
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void publish(List<Change> changes) {
    number++;
    appliedAt = clock.instant();
    ChangeBatch batch =
        new ChangeBatch(number, appliedAt, false, complete(), Changes.inOrder(changes));
    for (CatalogListener listener : listeners) {
      notify(listener, batch);
    }
  }

  @GuardedBy("lock")
  private boolean complete() {
    return partitions.stream().allMatch(SourcePartition::given);
  }

  private static void notify(CatalogListener listener, ChangeBatch batch) {
    try {
      listener.onBatch(batch);
    } catch (RuntimeException e) {
      log.error(
          "catalog: listener {} failed on batch {} ({} changes) and goes on with the next one",
          listener,
          batch.number(),
          batch.changes().size(),
          e);
    }
  }

  /** A listener that wrote would put a batch into the middle of another one's delivery. */
  private void refuseListeners() {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "catalog: a listener may not write to the catalog or subscribe to it while it is notified");
    }
  }
}
