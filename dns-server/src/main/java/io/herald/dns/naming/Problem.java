package io.herald.dns.naming;

import io.herald.catalog.model.Entity;

/**
 * Something about one entity that keeps part of it out of DNS; the rest of it, and all others, are
 * served.
 *
 * @param what a sentence that holds the offending text
 */
public record Problem(Kind kind, Entity.Key entity, String what) {

  /** Kinds of problems, as they are counted. */
  public enum Kind {
    /** A name of which no usable character remains, or with an empty label inside. */
    EMPTY_LABEL,
    /** A name that does not fit into 255 bytes even after shortening. */
    NAME_TOO_LONG,
    /** A port number that no packet can hold. */
    PORT,
    /** Metadata of an announcement that can't be read; it counts as none. */
    METADATA,
    /** A framework whose name is that of another part of the zone. */
    RESERVED,
    /** More ports than one answer could carry; the first ones are served. */
    TOO_MANY_PORTS
  }
}
