package io.herald.services.problem;

import io.herald.catalog.model.Entity;
import io.herald.runtime.text.Printable;
import java.util.Optional;

/**
 * Something that keeps part of an entity out of DNS, or lets two be mistaken for each other; the
 * rest of it, and all others, are served.
 *
 * @param entity whose problem it is; empty if it lies between several, in a host name, or in a zone
 *     file
 * @param what a sentence that holds the offending text
 */
public record Problem(ProblemKind kind, Optional<Entity.Key> entity, String what) {

  /** Longest sentence that is kept, in characters. */
  private static final int LONGEST = 400;

  /** A problem of one entity. */
  public Problem(ProblemKind kind, Entity.Key entity, String what) {
    this(kind, Optional.of(entity), what);
  }

  public Problem {
    what = Printable.of(what, LONGEST);
  }
}
