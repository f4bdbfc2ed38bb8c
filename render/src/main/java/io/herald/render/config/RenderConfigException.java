package io.herald.render.config;

import java.util.List;

/**
 * A configuration can't be used. The message has a line for each error: {@code file:line: field:
 * what is wrong; what to do}.
 */
public final class RenderConfigException extends IllegalArgumentException {

  private final List<String> errors;

  RenderConfigException(List<String> errors) {
    super(String.join("\n", errors));
    this.errors = List.copyOf(errors);
  }

  /** The message's lines, in the order of the file. */
  public List<String> errors() {
    return errors;
  }
}
