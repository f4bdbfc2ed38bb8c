package io.herald.changingcluster;

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Entity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Entities that come, change and go. Each call is one batch as a catalog gives it: numbered from 1,
 * the first a snapshot, no change of what is equal, nothing removed that isn't there. Used by one
 * thread.
 */
public final class ChangingEntities {

  private final Instant appliedAt;
  private final Consumer<ChangeBatch> reader;
  private final Map<Entity.Key, Entity> there = new LinkedHashMap<>();
  private long number;

  /**
   * None yet.
   *
   * @param appliedAt when all batches were applied, as they say
   * @param reader gets the batches
   */
  public ChangingEntities(Instant appliedAt, Consumer<ChangeBatch> reader) {
    this.appliedAt = appliedAt;
    this.reader = reader;
  }

  /** None yet; when batches were applied doesn't matter. */
  public ChangingEntities(Consumer<ChangeBatch> reader) {
    this(Instant.EPOCH, reader);
  }

  /** All that are there, in the order in which they came; changes with them. */
  public Map<Entity.Key, Entity> there() {
    return Collections.unmodifiableMap(there);
  }

  /** These are there from now on, as they are here. */
  public void put(Entity... entities) {
    put(true, List.of(entities));
  }

  /**
   * These are there from now on, as they are here.
   *
   * @param complete whether every source has given its first snapshot
   */
  public void put(boolean complete, Collection<? extends Entity> entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      Entity before = there.put(entity.key(), entity);
      if (before == null) {
        changes.add(new Change.Added(entity));
      } else if (!before.equals(entity)) {
        changes.add(new Change.Changed(before, entity));
      }
    }
    tell(complete, changes);
  }

  /** These are gone, however they were. */
  public void remove(Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      Entity before = there.remove(entity.key());
      if (before == null) {
        throw new IllegalArgumentException(entity.key() + " is not there; put it first");
      }
      changes.add(new Change.Removed(before));
    }
    tell(true, changes);
  }

  /** Any changes of what is there, as one batch. */
  public void apply(List<Change> changes) {
    for (Change change : changes) {
      change.before().ifPresent(entity -> there.remove(entity.key(), entity));
      change.after().ifPresent(entity -> there.put(entity.key(), entity));
    }
    tell(true, changes);
  }

  private void tell(boolean complete, List<Change> changes) {
    number++;
    reader.accept(new ChangeBatch(number, appliedAt, number == 1, complete, changes));
  }
}
