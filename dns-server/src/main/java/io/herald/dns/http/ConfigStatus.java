package io.herald.dns.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of the configuration.
 *
 * @param inForceSince when the configuration in force took effect
 * @param reloads how many took effect since the process started, without the first
 * @param refusals how many were refused since the process started
 * @param refused why the configuration read last was refused; empty if it was not
 * @param awaited since when a valid configuration has been waiting for a snapshot of the cluster;
 *     empty if there is none
 */
public record ConfigStatus(
    Instant inForceSince,
    long reloads,
    long refusals,
    Optional<Refusal> refused,
    Optional<Instant> awaited) {

  /** A refused configuration, with a sentence for each problem. */
  public record Refusal(Instant at, List<String> problems) {

    public Refusal {
      problems = List.copyOf(problems);
    }
  }

  /** When the process starts. */
  public static ConfigStatus first(Instant now) {
    return new ConfigStatus(now, 0, 0, Optional.empty(), Optional.empty());
  }

  /** A valid configuration is waiting. */
  public ConfigStatus awaited(Instant now) {
    return new ConfigStatus(inForceSince, reloads, refusals, Optional.empty(), Optional.of(now));
  }

  /** Another configuration took effect. */
  public ConfigStatus taken(Instant now) {
    return new ConfigStatus(now, reloads + 1, refusals, Optional.empty(), Optional.empty());
  }

  /** Another configuration was refused. */
  public ConfigStatus refused(Instant now, List<String> problems) {
    return new ConfigStatus(
        inForceSince,
        reloads,
        refusals + 1,
        Optional.of(new Refusal(now, problems)),
        Optional.empty());
  }
}
