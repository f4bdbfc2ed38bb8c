package io.herald.dns.naming.names;

import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemKind;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Problems that only a name in DNS can have. */
public enum NameProblem implements ProblemKind {
  /** A name of which no usable character remains, or with an empty label inside. */
  EMPTY_LABEL,
  /** A name that does not fit into 255 bytes even after shortening. */
  NAME_TOO_LONG,
  /** A name with a label {@code *}, which to secondaries would be a wildcard. */
  WILDCARD,
  /** Different things that have one name, so that the answer mixes them. */
  COLLISION,
  /** A zone file that can't be used; its last good records are served. */
  ZONE_FILE,
  /** A framework whose name is that of another part of the zone. */
  RESERVED,
  /** A name that environments share with something else, or that an import hides. */
  ENVIRONMENT,
  /** More records of one name and type than a message could carry: each answer holds a part. */
  TOO_MANY_RECORDS;

  /** Every kind of problem that the naming reports, those of the entities included. */
  public static final List<ProblemKind> REPORTED =
      Stream.<ProblemKind>concat(Stream.of(EntityProblem.values()), Stream.of(values())).toList();

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
