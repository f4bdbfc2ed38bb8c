package io.herald.launcher;

import io.herald.runtime.threads.Threads;
import io.herald.runtime.version.ProductVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The first and the last line in the log of a command that runs until it is stopped. One-shot
 * commands have neither.
 */
final class CommandLog {

  private static final Logger log = LoggerFactory.getLogger(CommandLog.class);

  private CommandLog() {}

  /**
   * Logs that the command starts, then registers what a signal does.
   *
   * @param settings what a reader of the log needs to know first, "configuration: x.json" say
   * @param stop as {@link #stopBySignal} has it
   */
  static void start(CommandSpec command, String settings, Runnable stop) {
    started(command, settings);
    stopBySignal(command, stop);
  }

  /**
   * Registers what a signal does; the last line is logged when that is done.
   *
   * @param stop ends the service; runs in a thread of its own on SIGTERM and SIGINT
   */
  static void stopBySignal(CommandSpec command, Runnable stop) {
    String name = command.qualifiedName();
    Thread unused =
        Threads.addShutdownHook(
            command.name() + "-stop",
            () -> {
              log.info("{} stopping", name);
              stop.run();
              log.info("{} stopped", name);
            });
  }

  /**
   * Logs that the command starts; for those that tell their end themselves, or have nothing to stop
   * yet.
   */
  static void started(CommandSpec command, String settings) {
    started(command.qualifiedName(), settings);
  }

  static void started(String command, String settings) {
    log.info(
        "{} {} starting (pid {}, Java {}); {}",
        command,
        ProductVersion.current(),
        ProcessHandle.current().pid(),
        Runtime.version(),
        settings);
  }
}
