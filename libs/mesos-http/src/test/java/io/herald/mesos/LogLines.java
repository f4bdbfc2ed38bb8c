package io.herald.mesos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged, by us and the libraries, while it is open. */
public final class LogLines implements AutoCloseable {

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
          if (line.getLevel().isGreaterOrEqual(lowest)) {
            lines.add(line);
          }
        }
      };
  private final Level lowest;

  private LogLines(Level lowest) {
    this.lowest = lowest;
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
  }

  public static LogLines from(Level lowest) {
    return new LogLines(lowest);
  }

  public long containing(String text) {
    return lines.stream().filter(line -> line.getFormattedMessage().contains(text)).count();
  }

  /** Lines at ERROR, and those that carry a stack trace. */
  public List<String> errors() {
    return lines.stream()
        .filter(line -> line.getLevel().equals(Level.ERROR) || line.getThrowableProxy() != null)
        .map(line -> line.getLoggerName() + ": " + line.getFormattedMessage())
        .toList();
  }

  @Override
  public void close() {
    root.detachAppender(appender);
  }
}
