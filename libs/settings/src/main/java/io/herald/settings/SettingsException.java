package io.herald.settings;

import java.util.List;

/** Settings that can't be used. Each problem is a sentence: the place, the value, the remedy. */
public final class SettingsException extends Exception {

  private static final long serialVersionUID = 1;

  private final List<String> problems;

  public SettingsException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** At least one. */
  public List<String> problems() {
    return problems;
  }
}
