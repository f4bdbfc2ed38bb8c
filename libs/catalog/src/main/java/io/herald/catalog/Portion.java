package io.herald.catalog;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.Entity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One source's part of the picture, and its only way to write. No two sources hold one key.
 *
 * <p>Any thread may call; the catalog's lock guards the state.
 */
public final class Portion {

  private final Catalog catalog;
  private final String name;
  private Map<Entity.Key, Entity> entities = new HashMap<>();
  private final Map<EntityKind, Integer> counts = new EnumMap<>(EntityKind.class);
  private boolean given;

  Portion(Catalog catalog, String name) {
    this.catalog = catalog;
    this.name = requireNonNull(name, "name");
  }

  public String name() {
    return name;
  }

  /**
   * Makes {@code picture} all that this source holds: what is not in it goes, what is equal stays
   * as it is, the rest is added or changed, as one batch. The first call counts as the source's
   * first picture even when it is empty.
   *
   * @throws IllegalArgumentException if another source holds one of the keys; nothing is changed
   */
  public void replace(Collection<? extends Entity> picture) {
    catalog.replace(this, picture);
  }

  /** Begins single changes; nothing happens before they are committed. */
  public Edits edit() {
    return new Edits(this);
  }

  void apply(Edits edits) {
    catalog.update(this, edits);
  }

  /** This source's entity of that key. */
  public Optional<Entity> find(Entity.Key key) {
    return catalog.find(this, key);
  }

  /** Everything that this source holds; a copy. */
  public List<Entity> all() {
    return catalog.all(this);
  }

  boolean given() {
    return given;
  }

  Collection<Entity> held() {
    return entities.values();
  }

  Optional<Entity> held(Entity.Key key) {
    return Optional.ofNullable(entities.get(key));
  }

  int count(EntityKind kind) {
    return counts.getOrDefault(kind, 0);
  }

  List<Change> diff(
      Collection<? extends Entity> picture, BiConsumer<Portion, Entity.Key> refuseIfOthers) {
    Map<Entity.Key, Entity> next = new HashMap<>(picture.size() * 4 / 3 + 1);
    for (Entity entity : picture) {
      Entity.Key key = entity.key();
      refuseIfOthers.accept(this, key);
      next.put(key, entity);
    }
    List<Change> changes = new ArrayList<>();
    next.replaceAll(
        (key, entity) -> {
          Entity old = entities.get(key);
          if (entity.equals(old)) {
            return old;
          }
          changes.add(change(key, old, entity));
          return entity;
        });
    for (Map.Entry<Entity.Key, Entity> held : entities.entrySet()) {
      if (!next.containsKey(held.getKey())) {
        changes.add(change(held.getKey(), held.getValue(), null));
      }
    }
    entities = next;
    given = true;
    return changes;
  }

  List<Change> apply(Edits edits, BiConsumer<Portion, Entity.Key> refuseIfOthers) {
    edits.puts().forEach(key -> refuseIfOthers.accept(this, key));
    List<Change> changes = new ArrayList<>();
    edits.forEach(
        (key, entity) -> {
          Entity old = entities.get(key);
          if (entity.isEmpty() ? old == null : entity.get().equals(old)) {
            return;
          }
          if (entity.isPresent()) {
            entities.put(key, entity.get());
          } else {
            entities.remove(key);
          }
          changes.add(change(key, old, entity.orElse(null)));
        });
    return changes;
  }

  private Change change(Entity.Key key, @Nullable Entity old, @Nullable Entity entity) {
    if (old != null && entity != null) {
      return new Change.Changed(old, entity);
    }
    counts.merge(EntityKind.of(key), entity != null ? 1 : -1, Integer::sum);
    return entity != null ? new Change.Added(entity) : new Change.Removed(requireNonNull(old));
  }
}
