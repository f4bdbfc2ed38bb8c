package io.herald.executor.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to run.
 *
 * @param words the program and its arguments
 * @param ownInput whether it reads this process's standard input; otherwise its input is empty
 * @param folder the working folder: the sandbox
 * @param environment all of it; nothing is added but a mark, if it has none
 * @param mark in it, by which what left the command's process group is found and ended; absent:
 *     that is left alone
 */
public record TaskCommand(
    List<String> words,
    boolean ownInput,
    Path folder,
    Map<String, String> environment,
    Optional<TaskMark> mark) {

  public TaskCommand {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("The command has no program to run.");
    }
  }

  /** A line for {@code sh -c}, with empty input. */
  public static TaskCommand ofShell(
      String line, Path folder, Map<String, String> environment, Optional<TaskMark> mark) {
    return new TaskCommand(List.of("/bin/sh", "-c", line), false, folder, environment, mark);
  }
}
