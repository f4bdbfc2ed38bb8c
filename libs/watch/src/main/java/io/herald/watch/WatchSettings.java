package io.herald.watch;

/**
 * How much of the past is kept.
 *
 * @param changes in the log, 1 to 1,000,000: how far a watch may fall behind, or may have been away
 *     and still resume. Some 400 bytes each
 */
public record WatchSettings(int changes) {

  /** The longest log. */
  public static final int MOST_CHANGES = 1_000_000;

  /** 10,000 changes: 10 seconds of a large cluster at its busiest, hours of a small one. */
  public static final WatchSettings DEFAULT = new WatchSettings(10_000);

  public WatchSettings {
    if (changes < 1 || changes > MOST_CHANGES) {
      throw new IllegalArgumentException(
          "a log of " + changes + " changes is not in 1-" + MOST_CHANGES);
    }
  }
}
