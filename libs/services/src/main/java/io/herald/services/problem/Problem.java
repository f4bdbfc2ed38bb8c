package io.herald.services.problem;

import io.herald.catalog.model.Entity;
import io.herald.runtime.text.Printable;
import java.util.Optional;

/**
 * Something that keeps part of an entity from being published, or makes two entities
 * indistinguishable. The rest of it, and all others, are published.
 *
 * @param entity that has the problem; empty for a problem of several entities, of a host or of a
 *     file
 * @param what a sentence that holds the offending text
 * @param entities how many have the same one; {@code entity} is one of them
 */
public record Problem(ProblemKind kind, Optional<Entity.Key> entity, String what, int entities) {

  /** Longest sentence that is kept, in characters. */
  private static final int LONGEST = 400;

  /** A problem of one entity, or of none. */
  public Problem(ProblemKind kind, Optional<Entity.Key> entity, String what) {
    this(kind, entity, what, 1);
  }

  /** A problem of one entity. */
  public Problem(ProblemKind kind, Entity.Key entity, String what) {
    this(kind, Optional.of(entity), what);
  }

  public Problem {
    what = Printable.of(what, LONGEST);
  }

  /** Whether it says the same, though perhaps of others. */
  boolean saysTheSameAs(Problem other) {
    return kind.equals(other.kind) && what.equals(other.what);
  }
}
