package io.herald.launcher;

import io.herald.catalog.follow.FollowSettings;
import io.herald.settings.SettingsException;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** What a command is told that follows a cluster, and reads that again at SIGHUP. */
interface FollowingSettings {

  /** Which cluster. */
  FollowSettings follow();

  /** Of the loopback address; empty: nothing is served over HTTP. */
  Optional<Integer> metricsPort();

  /** Reads all of it, from flags, environment and file. */
  @FunctionalInterface
  interface Reading<F extends FollowingSettings> {
    /**
     * Reads it.
     *
     * @throws SettingsException with all that is wrong
     */
    F read() throws SettingsException;
  }

  /**
   * At the start.
   *
   * @throws IllegalArgumentException with a line for each thing that is wrong
   */
  static <F extends FollowingSettings> F first(Reading<F> reading) {
    try {
      return reading.read();
    } catch (SettingsException e) {
      throw CommandFlags.asUsage(e);
    }
  }

  /**
   * At SIGHUP: puts what is read in force, or logs why it is refused.
   *
   * @param started with which the command was started: another cluster or metrics port takes a
   *     restart
   */
  static <F extends FollowingSettings> void again(
      Reading<F> reading, F started, Consumer<F> use, Logger log) {
    try {
      F now = reading.read();
      if (!now.follow().equals(started.follow())
          || !now.metricsPort().equals(started.metricsPort())) {
        log.warn("another cluster, state directory or metrics port takes effect after a restart");
      }
      use.accept(now);
      log.info("the configuration is read again and in force");
    } catch (SettingsException e) {
      e.problems().forEach(problem -> log.error("{}", problem));
      log.error("the configuration is refused; the one before stays in force");
    }
  }
}
