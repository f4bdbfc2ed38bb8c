package io.herald.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.herald.runtime.threads.Fatal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Libraries (Netty, ZooKeeper) catch whatever happens on their threads, log it and go on; so the
 * log is where a fatal failure is noticed that no thread ended on. Sees all that is logged, also at
 * levels that are off, and keeps none of it back. {@link LogbackSetup} adds it.
 */
public final class FatalErrorsInLogs extends TurboFilter {

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] parameters,
      @Nullable Throwable failure) {
    if (failure != null) {
      Fatal.escalate(failure);
    } else if (parameters != null
        && parameters.length > 0
        && parameters[parameters.length - 1] instanceof Throwable last) {
      Fatal.escalate(last);
    }
    return FilterReply.NEUTRAL;
  }
}
