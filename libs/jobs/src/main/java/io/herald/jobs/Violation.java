package io.herald.jobs;

/**
 * A rule that a job breaks.
 *
 * @param field where, as a path in a job file: {@code announce.portmap.aurora}, {@code ports[1]}
 * @param sentence what is wrong and what to do
 */
public record Violation(String field, String sentence) {

  @Override
  public String toString() {
    return field + ": " + sentence;
  }
}
