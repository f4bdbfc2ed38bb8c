package io.herald.serverset.lint;

/** What one node does to one reader; from harmless to harmful. */
public enum Effect {
  /** It is not a member, and the reader ignores it. */
  IGNORED,
  /** The reader has the member. */
  SEEN,
  /** The reader takes it for an endpoint that can't be connected to. */
  BOGUS,
  /** The reader does not have the member; it has the others. */
  MISSED,
  /** The reader loses the whole set, good members too, until its process restarts. */
  BLINDED;

  public boolean isHarm() {
    return this == BOGUS || this == MISSED || this == BLINDED;
  }
}
