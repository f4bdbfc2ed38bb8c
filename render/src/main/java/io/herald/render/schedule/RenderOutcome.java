package io.herald.render.schedule;

import static java.util.Objects.requireNonNull;

/**
 * What came of rendering a file.
 *
 * @param why a clause, if it failed or the file was kept; empty otherwise
 */
record RenderOutcome(Kind kind, String why) {

  /** What sort of. */
  enum Kind {
    /** The file has new content. */
    WRITTEN,
    /** The file has this content already. */
    UNCHANGED,
    /** By the policy for queries that find nothing. */
    KEPT,
    /** The file is as it was; to be tried again. */
    FAILED
  }

  static final RenderOutcome WRITTEN = new RenderOutcome(Kind.WRITTEN, "");
  static final RenderOutcome UNCHANGED = new RenderOutcome(Kind.UNCHANGED, "");

  RenderOutcome {
    requireNonNull(kind, "kind");
    requireNonNull(why, "why");
  }

  static RenderOutcome failed(String why) {
    return new RenderOutcome(Kind.FAILED, why);
  }
}
