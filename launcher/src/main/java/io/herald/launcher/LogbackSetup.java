package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * What is logged and where to, before {@link LogSettings} has its say. In code, since reading it
 * from an XML file would be a third of an executor's start. The system property {@code
 * logback.configurationFile} names a file that is used instead.
 *
 * <p>Public, and with a constructor, for Logback's sake, which finds it as a service.
 */
public final class LogbackSetup extends ContextAwareBase implements Configurator {

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    FatalErrorsInLogs fatal = new FatalErrorsInLogs();
    fatal.setContext(context);
    fatal.start();
    context.addTurboFilter(fatal);
    context.getLogger("io.herald").setLevel(Level.INFO);
    // Their reconnecting is told by us, in one line at the first failure and one at the recovery.
    context.getLogger("org.apache.zookeeper").setLevel(Level.OFF);
    context.getLogger("org.apache.curator").setLevel(Level.OFF);
    // Two HTTP servers in one process, as in the demo, count some things in one registry.
    context.getLogger("io.micrometer").setLevel(Level.ERROR);
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(standardError(context));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Logs go to standard error; what a command prints for its user goes to standard output. */
  private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
    LogLine layout = new LogLine();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("STDERR");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }
}
