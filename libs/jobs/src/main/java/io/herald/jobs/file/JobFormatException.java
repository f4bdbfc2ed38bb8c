package io.herald.jobs.file;

import java.util.List;

/**
 * A job file can't be read, or isn't a job. The message has a line for each error: {@code
 * file:line: field: what is wrong; what to do}.
 */
public final class JobFormatException extends IllegalArgumentException {

  private final List<String> errors;

  JobFormatException(List<String> errors) {
    super(String.join("\n", errors));
    this.errors = List.copyOf(errors);
  }

  /** The file can't be read as a tree; the cause's message says why. */
  JobFormatException(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
    this.errors = List.of(String.valueOf(cause.getMessage()));
  }

  /** The message's lines, in the order of the file. */
  public List<String> errors() {
    return errors;
  }
}
