package io.herald.render.config;

/** What a file shows of a query that finds no instance. */
public enum EmptyPolicy {
  /**
   * The instances that it had last. Before it had any, since Herald started, the file stays as it
   * is.
   */
  KEEP("keep"),
  /** None. */
  RENDER_EMPTY("render-empty"),
  /** One that stands for none, marked {@code placeholder}. */
  PLACEHOLDER("placeholder");

  private final String word;

  EmptyPolicy(String word) {
    this.word = word;
  }

  /**
   * The policy that configurations call so.
   *
   * @throws IllegalArgumentException with a clause that lists the words
   */
  public static EmptyPolicy of(String word) {
    for (EmptyPolicy policy : values()) {
      if (policy.word.equals(word)) {
        return policy;
      }
    }
    throw new IllegalArgumentException(
        "\"" + word + "\" is not a policy; write keep, render-empty or placeholder");
  }
}
