package io.herald.jobs.port;

import java.util.Optional;

/**
 * A port name and the number that it has in the end.
 *
 * @param number 1 to 65535
 * @param aliasOf for an alias alone: the assigned or static port at the end of its chain
 */
public record ResolvedPort(String name, int number, Origin origin, Optional<String> aliasOf) {

  /** Where the number comes from. */
  public enum Origin {
    /** The offer that the task was launched from. */
    ASSIGNED,
    /** Another port, whose second name this is. */
    ALIAS,
    /** The job, which writes it as a number. */
    STATIC
  }

  static ResolvedPort assigned(String name, int number) {
    return new ResolvedPort(name, number, Origin.ASSIGNED, Optional.empty());
  }

  static ResolvedPort fixed(String name, int number) {
    return new ResolvedPort(name, number, Origin.STATIC, Optional.empty());
  }

  static ResolvedPort alias(String name, ResolvedPort end) {
    return new ResolvedPort(name, end.number(), Origin.ALIAS, Optional.of(end.name()));
  }
}
