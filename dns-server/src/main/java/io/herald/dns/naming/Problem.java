package io.herald.dns.naming;

import io.herald.catalog.model.Entity;
import io.herald.runtime.text.Printable;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that keeps part of an entity out of DNS, or lets two be mistaken for each other; the
 * rest of it, and all others, are served.
 *
 * @param entity whose problem it is; empty if it lies between several, in a host name, or in a zone
 *     file
 * @param what a sentence that holds the offending text
 */
public record Problem(Kind kind, Optional<Entity.Key> entity, String what) {

  /** Longest sentence that is kept, in characters. */
  private static final int LONGEST = 400;

  /** A problem of one entity. */
  public Problem(Kind kind, Entity.Key entity, String what) {
    this(kind, Optional.of(entity), what);
  }

  public Problem {
    what = Printable.of(what, LONGEST);
  }

  /** Kinds of problems, as they are counted. */
  public enum Kind {
    /** A name of which no usable character remains, or with an empty label inside. */
    EMPTY_LABEL,
    /** A name that does not fit into 255 bytes even after shortening. */
    NAME_TOO_LONG,
    /** A name with a label {@code *}, which to secondaries would be a wildcard. */
    WILDCARD,
    /** A host that is neither an address nor a host name. */
    HOST,
    /** A host name that can't be resolved just now. */
    UNRESOLVED_HOST,
    /** Text of a container that is no address. */
    ADDRESS,
    /** A label of the task that can't be read. */
    LABEL,
    /** Different things that have one name, so that the answer mixes them. */
    COLLISION,
    /** A zone file that can't be used; its last good records are served. */
    ZONE_FILE,
    /** A port number that no packet can hold. */
    PORT,
    /** Metadata of an announcement that can't be read; it counts as none. */
    METADATA,
    /** A framework whose name is that of another part of the zone. */
    RESERVED,
    /** More ports than one answer could carry; the first ones are served. */
    TOO_MANY_PORTS,
    /** More records of one name and type than a message could carry: each answer holds a part. */
    TOO_MANY_RECORDS;

    /** The kind's name in the API, in metrics and in the documentation: {@code empty-label}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
