package io.herald.services.instance;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.Entity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entity as it was and as it is; the two are not equal.
 *
 * @param old null if it is new
 * @param now null if it is gone
 */
public record LocatedChange(@Nullable Located old, @Nullable Located now) {

  public LocatedChange {
    if (old == null && now == null) {
      throw new IllegalArgumentException("a change of an entity that neither was nor is there");
    }
  }

  public Entity.Key key() {
    return requireNonNull(now == null ? old : now).key();
  }

  public Optional<Located> before() {
    return Optional.ofNullable(old);
  }

  public Optional<Located> after() {
    return Optional.ofNullable(now);
  }
}
