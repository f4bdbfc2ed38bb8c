package io.herald.jobs;

import java.util.Optional;

/**
 * Names a job, as Aurora does.
 *
 * @param cluster the scheduler's cluster; empty where it is unknown, as in Aurora's older data. A
 *     job file must say it
 * @param role who owns the job
 * @param environment the stage that it runs in: prod, test, …
 * @param name of the job within the three
 */
public record JobKey(String cluster, String role, String environment, String name) {

  private static final int LONGEST = 255;

  /**
   * Checks each part.
   *
   * @throws IllegalArgumentException with a sentence, if a part isn't an identifier
   */
  public JobKey {
    if (!cluster.isEmpty()) {
      require("cluster", cluster);
    }
    require("role", role);
    require("environment", environment);
    require("name", name);
  }

  /**
   * What is wrong with a text as an identifier (cluster, role, environment, job or port name):
   * Aurora takes 1 to 255 letters, digits, {@code _}, {@code -} and {@code .}.
   *
   * @return a sentence; absent if nothing is wrong
   */
  public static Optional<String> problemWith(String identifier) {
    if (identifier.isEmpty()) {
      return Optional.of("it is empty; write letters, digits, \"_\", \"-\" and \".\"");
    }
    if (identifier.length() > LONGEST) {
      return Optional.of("it has " + identifier.length() + " characters; shorten it to " + LONGEST);
    }
    if (!isIdentifier(identifier)) {
      return Optional.of(
          "\""
              + identifier
              + "\" has other characters than letters, digits, \"_\", \"-\" and"
              + " \".\"; leave them out");
    }
    return Optional.empty();
  }

  // By hand: a key is made for every task that is launched, and an expression costs more than all
  // the rest of it.
  private static boolean isIdentifier(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean good =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-'
              || c == '.';
      if (!good) {
        return false;
      }
    }
    return true;
  }

  /** {@code role/environment/name}: the name of a task, and the path of its ServerSet. */
  public String path() {
    return role + "/" + environment + "/" + name;
  }

  /** {@code cluster/role/environment/name}. */
  @Override
  public String toString() {
    return cluster.isEmpty() ? path() : cluster + "/" + path();
  }

  private static void require(String part, String value) {
    problemWith(value)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(part + ": " + problem);
            });
  }
}
