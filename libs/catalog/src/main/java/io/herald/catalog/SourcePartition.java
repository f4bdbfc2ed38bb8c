package io.herald.catalog;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.Entity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One source's part of the snapshot, and its only way to write. No two sources hold one key.
 *
 * <p>Any thread may call; the catalog's lock guards the state.
 */
public final class SourcePartition {

  private final Catalog catalog;
  private final String name;
  private final Map<EntityKind, Map<Entity.Key, Entity>> entities = empty();
  private boolean given;

  SourcePartition(Catalog catalog, String name) {
    this.catalog = catalog;
    this.name = requireNonNull(name, "name");
  }

  public String name() {
    return name;
  }

  /**
   * Makes {@code snapshot} all that this source holds: what is not in it goes, what is equal stays
   * as it is, the rest is added or changed, as one batch in the snapshot's order. The first call
   * counts as the source's first snapshot even when it is empty. A snapshot that says what is held,
   * in the same order, costs a comparison and no memory.
   *
   * @throws IllegalArgumentException if another source holds one of the keys; nothing is changed
   */
  public void replace(Collection<? extends Entity> snapshot) {
    catalog.replace(this, snapshot, true);
  }

  /**
   * As {@link #replace}, of a source that still has to ask for a part of its snapshot: it isn't
   * counted as the first snapshot. {@link #complete} does that.
   */
  public void replaceInPart(Collection<? extends Entity> snapshot) {
    catalog.replace(this, snapshot, false);
  }

  /** What is held is the source's first snapshot; nothing happens if it had one before. */
  public void complete() {
    catalog.complete(this);
  }

  /** Begins single changes; nothing happens before they are committed. */
  public Edits edit() {
    return new Edits(this);
  }

  /** This source's entity of that key. */
  public Optional<Entity> find(Entity.Key key) {
    return catalog.find(this, key);
  }

  /** This source's entities of one kind, in the order of their coming; a copy. */
  public List<Entity> all(EntityKind kind) {
    return catalog.all(this, kind);
  }

  /** Shares equal values among all entities of the catalog; pass text that repeats through it. */
  public Interner interner() {
    return catalog.interner();
  }

  void apply(Edits edits) {
    catalog.update(this, edits);
  }

  boolean given() {
    return given;
  }

  void give() {
    given = true;
  }

  Collection<Entity> held(EntityKind kind) {
    return of(entities, kind).values();
  }

  Optional<Entity> held(Entity.Key key) {
    return Optional.ofNullable(of(entities, EntityKind.of(key)).get(key));
  }

  List<Change> diff(Collection<? extends Entity> snapshot, List<SourcePartition> all) {
    if (isHeldAlready(snapshot)) {
      return List.of();
    }
    Map<EntityKind, Map<Entity.Key, Entity>> next = empty();
    for (Entity entity : snapshot) {
      Entity.Key key = entity.key();
      refuseIfHeldBy(all, key);
      of(next, EntityKind.of(key)).put(key, entity);
    }
    List<Change> changes = new ArrayList<>();
    for (EntityKind kind : EntityKind.values()) {
      Map<Entity.Key, Entity> held = of(entities, kind);
      List<Change> ofKind = changes(held, of(next, kind));
      if (held.isEmpty()) {
        entities.put(kind, of(next, kind));
      } else {
        ofKind.forEach(change -> apply(change, held));
      }
      changes.addAll(ofKind);
    }
    return changes;
  }

  private void refuseIfHeldBy(List<SourcePartition> all, Entity.Key key) {
    for (SourcePartition other : all) {
      if (other != this && other.held(key).isPresent()) {
        throw new IllegalArgumentException(
            "catalog: "
                + key
                + " comes from both sources \""
                + other.name
                + "\" and \""
                + name
                + "\"; let only one of them read it");
      }
    }
  }

  private boolean isHeldAlready(Collection<? extends Entity> snapshot) {
    Map<EntityKind, Iterator<Entity>> held = new EnumMap<>(EntityKind.class);
    entities.forEach((kind, ofKind) -> held.put(kind, ofKind.values().iterator()));
    for (Entity entity : snapshot) {
      Iterator<Entity> ofKind = requireNonNull(held.get(EntityKind.of(entity.key())));
      if (!ofKind.hasNext() || !ofKind.next().equals(entity)) {
        return false;
      }
    }
    return held.values().stream().noneMatch(Iterator::hasNext);
  }

  private static List<Change> changes(Map<Entity.Key, Entity> from, Map<Entity.Key, Entity> to) {
    List<Change> changes = new ArrayList<>();
    to.forEach(
        (key, entity) -> {
          Entity old = from.get(key);
          if (!entity.equals(old)) {
            changes.add(change(old, entity));
          }
        });
    from.forEach(
        (key, old) -> {
          if (!to.containsKey(key)) {
            changes.add(change(old, null));
          }
        });
    return changes;
  }

  private static void apply(Change change, Map<Entity.Key, Entity> held) {
    change
        .after()
        .ifPresentOrElse(
            after -> held.put(after.key(), after),
            () -> held.remove(change.before().orElseThrow().key()));
  }

  List<Change> apply(Edits edits, List<SourcePartition> all) {
    edits.puts().forEach(key -> refuseIfHeldBy(all, key));
    List<Change> changes = new ArrayList<>();
    edits.forEach(
        (key, edited) -> {
          Map<Entity.Key, Entity> ofKind = of(entities, EntityKind.of(key));
          Entity old = ofKind.get(key);
          Entity entity = edited.orElse(null);
          if (entity == null ? old == null : entity.equals(old)) {
            return;
          }
          if (entity != null) {
            ofKind.put(key, entity);
          } else {
            ofKind.remove(key);
          }
          changes.add(change(old, entity));
        });
    return changes;
  }

  private static Change change(@Nullable Entity old, @Nullable Entity entity) {
    if (entity == null) {
      return new Change.Removed(requireNonNull(old));
    }
    return old == null ? new Change.Added(entity) : new Change.Changed(old, entity);
  }

  private static Map<EntityKind, Map<Entity.Key, Entity>> empty() {
    Map<EntityKind, Map<Entity.Key, Entity>> kinds = new EnumMap<>(EntityKind.class);
    for (EntityKind kind : EntityKind.values()) {
      kinds.put(kind, new LinkedHashMap<>());
    }
    return kinds;
  }

  private static Map<Entity.Key, Entity> of(
      Map<EntityKind, Map<Entity.Key, Entity>> kinds, EntityKind kind) {
    return requireNonNull(kinds.get(kind));
  }
}
