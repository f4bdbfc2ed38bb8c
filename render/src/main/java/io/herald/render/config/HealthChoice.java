package io.herald.render.config;

/** Which instances a query takes, by what their health checks say. */
public enum HealthChoice {
  /** As in DNS: those that fail a check only where all others of their service fail too. */
  SERVING("serving"),
  /** Those whose check passes, or that have none: nobody who fails, even if all do. */
  PASSING("passing"),
  /** Those whose check passes. */
  HEALTHY("healthy"),
  /** All. */
  ANY("any");

  private final String word;

  HealthChoice(String word) {
    this.word = word;
  }

  /**
   * The choice that configurations call so.
   *
   * @throws IllegalArgumentException with a clause that lists the words
   */
  public static HealthChoice of(String word) {
    for (HealthChoice choice : values()) {
      if (choice.word.equals(word)) {
        return choice;
      }
    }
    throw new IllegalArgumentException(
        "\"" + word + "\" is not a choice by health; write serving, passing, healthy or any");
  }
}
