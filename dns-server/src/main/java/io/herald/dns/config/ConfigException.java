package io.herald.dns.config;

import java.util.List;

/** The configuration can't be used. Each problem is a sentence: where, what, and the remedy. */
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1;

  private final List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** At least one. */
  public List<String> problems() {
    return problems;
  }
}
