package io.herald.catalog;

import io.herald.catalog.model.Entity;
import java.util.Optional;

/** One entity's change. {@code before} and {@code after} have the same key and are not equal. */
public sealed interface Change {

  /** The entity as it was; empty if it is new. */
  Optional<Entity> before();

  /** The entity as it is; empty if it is gone. */
  Optional<Entity> after();

  record Added(Entity entity) implements Change {
    @Override
    public Optional<Entity> before() {
      return Optional.empty();
    }

    @Override
    public Optional<Entity> after() {
      return Optional.of(entity);
    }
  }

  record Changed(Entity old, Entity entity) implements Change {
    @Override
    public Optional<Entity> before() {
      return Optional.of(old);
    }

    @Override
    public Optional<Entity> after() {
      return Optional.of(entity);
    }
  }

  record Removed(Entity entity) implements Change {
    @Override
    public Optional<Entity> before() {
      return Optional.of(entity);
    }

    @Override
    public Optional<Entity> after() {
      return Optional.empty();
    }
  }
}
