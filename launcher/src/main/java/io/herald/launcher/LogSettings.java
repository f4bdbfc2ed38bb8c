package io.herald.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ITypeConverter;

/** What is logged, and how: {@code HERALD_LOG_LEVEL} and {@code --log-format}. */
final class LogSettings {

  static final String LEVEL_VARIABLE = "HERALD_LOG_LEVEL";
  static final String FORMAT_VARIABLE = "HERALD_LOG_FORMAT";

  /** Behind {@code HERALD_<COMMAND>_}. */
  static final String FORMAT_OF_COMMAND = "LOG_FORMAT";

  private static final List<String> LEVELS =
      List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");

  private LogSettings() {}

  /** How a line of the log is written. */
  enum Format {
    /** For people: time with zone, level, source, message. */
    TEXT,
    /** For machines: one JSON object a line. */
    JSON;

    static Format of(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "text" -> TEXT;
        case "json" -> JSON;
        default ->
            throw new IllegalArgumentException(
                "\"" + text + "\" is not a log format; write text or json");
      };
    }
  }

  /** Reads {@code --log-format}. */
  static final class FormatConverter implements ITypeConverter<Format> {
    @Override
    public Format convert(String text) {
      try {
        return Format.of(text);
      } catch (IllegalArgumentException e) {
        throw new picocli.CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  /**
   * Applies the environment's level and format; the flag's format beats the environment's, and the
   * command's own variable that of all commands.
   *
   * @param prefix how the command's own variables begin: {@code HERALD_DNS_}
   * @throws IllegalArgumentException if the environment holds a level or format that isn't one
   */
  static void apply(Optional<Format> flag, String prefix, Map<String, String> environment) {
    Level level = level(environment.getOrDefault(LEVEL_VARIABLE, ""));
    Format format =
        flag.or(() -> format(prefix + FORMAT_OF_COMMAND, environment))
            .or(() -> format(FORMAT_VARIABLE, environment))
            .orElse(Format.TEXT);
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      context.getLogger("io.herald").setLevel(level);
      if (format == Format.JSON) {
        writeJson(context);
      }
    }
  }

  private static Level level(String text) {
    if (text.isEmpty()) {
      return Level.INFO;
    }
    String upper = text.toUpperCase(Locale.ROOT);
    if (!LEVELS.contains(upper)) {
      throw new IllegalArgumentException(
          LEVEL_VARIABLE
              + " = \""
              + text
              + "\" is not a log level; write one of "
              + String.join(", ", LEVELS));
    }
    return Level.toLevel(upper);
  }

  private static Optional<Format> format(String variable, Map<String, String> environment) {
    String text = environment.getOrDefault(variable, "");
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Format.of(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(variable + ": " + e.getMessage(), e);
    }
  }

  private static void writeJson(LoggerContext context) {
    Iterator<Appender<ILoggingEvent>> appenders =
        context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    while (appenders.hasNext()) {
      if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> stream) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithMarkers(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        stream.setEncoder(encoder);
      }
    }
  }
}
