package io.herald.render.command;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * A program that the operator has run for a file: to judge it, or to have it read again. Nothing of
 * a task is ever part of it.
 *
 * @param words program and arguments, or a shell's command alone
 * @param shell whether {@code /bin/sh} runs the one word
 * @param timeout after which it is killed, with all that it started, and has failed
 */
public record FileCommand(List<String> words, boolean shell, Duration timeout) {

  public FileCommand {
    words = List.copyOf(words);
    requireNonNull(timeout, "timeout");
    if (words.isEmpty() || words.get(0).isEmpty() || (shell && words.size() > 1)) {
      throw new IllegalArgumentException("a command has a program: " + words);
    }
  }

  /** As an operator would type it, roughly: for messages. */
  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
