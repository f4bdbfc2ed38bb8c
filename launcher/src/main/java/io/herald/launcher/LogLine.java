package io.herald.launcher;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.util.CachingDateFormatter;

/**
 * A line of the log for people: time with zone, level, source, message; a failure's trace behind
 * it. In code, since parsing a pattern for it would be a tenth of an executor's start.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {

  private static final int LEVEL_WIDTH = 5;

  private final CachingDateFormatter time =
      new CachingDateFormatter("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(time.format(event.getTimeStamp())).append(' ');
    String level = event.getLevel().toString();
    line.append(level).append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length()))).append(' ');
    String logger = event.getLoggerName();
    line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(" - ");
    line.append(event.getFormattedMessage()).append(System.lineSeparator());
    if (event.getThrowableProxy() != null) {
      line.append(trace(event));
    }
    return line.toString();
  }

  private static String trace(ILoggingEvent event) {
    ThrowableProxyConverter trace = new ThrowableProxyConverter();
    trace.start();
    return trace.convert(event);
  }
}
