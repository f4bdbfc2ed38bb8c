package io.herald.minimesos.link;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.TimeInfo;

/** Times as Mesos writes them. */
public final class Times {

  private Times() {}

  /** Seconds since 1970 with microseconds, as a status' timestamp. */
  public static double seconds(Instant time) {
    return time.getEpochSecond() + TimeUnit.NANOSECONDS.toMicros(time.getNano()) / 1e6;
  }

  public static TimeInfo info(Instant time) {
    return TimeInfo.newBuilder()
        .setNanoseconds(time.getEpochSecond() * 1_000_000_000L + time.getNano())
        .build();
  }
}
