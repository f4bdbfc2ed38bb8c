package io.herald.runtime.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Collects what is wrong with an input, so that all of it is told at once and not one mistake for
 * each try. For one thread.
 */
public final class Problems {

  private final List<String> sentences = new ArrayList<>();

  /** Something is wrong. */
  public void add(String sentence) {
    if (!sentences.contains(sentence)) {
      sentences.add(sentence);
    }
  }

  /** Makes a part of the input; empty if that part is refused, which is told later. */
  public <T> Optional<T> of(Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (IllegalArgumentException e) {
      add(sentence(e));
      return Optional.empty();
    }
  }

  /** Checks a part of the input. */
  public void check(Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      add(sentence(e));
    }
  }

  /**
   * Refuses the input if anything is wrong with it.
   *
   * @throws IllegalArgumentException with a line for each problem, in the order in which they came
   */
  public void refuse() {
    if (!sentences.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", sentences));
    }
  }

  private static String sentence(IllegalArgumentException refusal) {
    String message = refusal.getMessage();
    return message == null ? Reason.of(refusal) : message;
  }
}
