package io.herald.jobs;

import java.util.List;
import java.util.stream.Collectors;

/** A job breaks rules. The message has a line for each. */
public final class InvalidJobException extends IllegalArgumentException {

  private final transient List<Violation> violations;

  InvalidJobException(List<Violation> violations) {
    super(violations.stream().map(Violation::toString).collect(Collectors.joining("\n")));
    this.violations = List.copyOf(violations);
  }

  public List<Violation> violations() {
    return violations;
  }
}
