package io.herald.render.command;

import java.nio.file.Path;
import java.util.Map;

/** Runs commands. */
@FunctionalInterface
public interface CommandRunner {

  /**
   * Runs it, and waits until it has ended or was killed.
   *
   * @param places for each {@code {name}} in the command's words a path; the command has each as
   *     {@code HERALD_NAME} in its environment too
   * @throws InterruptedException if the waiting thread is; the command is killed then
   */
  CommandResult run(FileCommand command, Map<String, Path> places) throws InterruptedException;
}
