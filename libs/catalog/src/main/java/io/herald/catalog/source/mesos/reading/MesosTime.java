package io.herald.catalog.source.mesos.reading;

import java.time.Instant;
import java.util.Optional;

/** Moments as Mesos writes them: seconds since 1970, with a fraction. */
public final class MesosTime {

  /** Year 33658; what is beyond it can't be reckoned with. */
  private static final double LATEST = 1e12;

  private MesosTime() {}

  /** Empty if it is not a number. */
  public static Optional<Instant> parse(String seconds) {
    try {
      return of(Double.parseDouble(seconds));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Empty if it is not a number, or too far away. */
  public static Optional<Instant> of(double seconds) {
    return Math.abs(seconds) <= LATEST
        ? Optional.of(Instant.ofEpochMilli(Math.round(seconds * 1000)))
        : Optional.empty();
  }
}
