package io.herald.catalog;

import io.herald.catalog.model.Entity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Single changes of one partition that are applied together, the last one of a key counting. For
 * one thread, and one {@link #commit}.
 */
public final class Edits {

  private final SourcePartition partition;
  private final Map<Entity.Key, Optional<Entity>> last = new LinkedHashMap<>();

  Edits(SourcePartition partition) {
    this.partition = partition;
  }

  /** Adds the entity, or makes it the newest version of what has its key. */
  public Edits put(Entity entity) {
    last.put(entity.key(), Optional.of(entity));
    return this;
  }

  /** Removes what has this key; nothing happens if there is none. */
  public Edits remove(Entity.Key key) {
    last.put(key, Optional.empty());
    return this;
  }

  /** The partition's entity of that key as these edits will leave it. */
  public Optional<Entity> find(Entity.Key key) {
    Optional<Entity> edited = last.get(key);
    return edited != null ? edited : partition.find(key);
  }

  /**
   * The partition's entities of one kind as these edits will leave them; costs a pass over them.
   */
  public List<Entity> all(EntityKind kind) {
    List<Entity> entities = new ArrayList<>();
    for (Entity entity : partition.all(kind)) {
      if (!last.containsKey(entity.key())) {
        entities.add(entity);
      }
    }
    last.forEach(
        (key, edited) -> {
          if (EntityKind.of(key) == kind) {
            edited.ifPresent(entities::add);
          }
        });
    return entities;
  }

  public boolean isEmpty() {
    return last.isEmpty();
  }

  /**
   * Applies them as one batch; those that change nothing vanish.
   *
   * @throws IllegalArgumentException if another source holds one of the keys; nothing is changed
   */
  public void commit() {
    partition.apply(this);
  }

  List<Entity.Key> puts() {
    return last.entrySet().stream()
        .filter(edit -> edit.getValue().isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  void forEach(BiConsumer<Entity.Key, Optional<Entity>> each) {
    last.forEach(each);
  }
}
