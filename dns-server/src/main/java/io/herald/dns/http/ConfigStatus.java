package io.herald.dns.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the configuration stands.
 *
 * @param inForceSince when what is in force was taken
 * @param reloads how many others were taken since the start
 * @param refusals how many were refused since the start
 * @param refused why the last one was; empty if it was taken
 * @param awaited since when a good one waits until it knows the cluster; empty if none does
 */
public record ConfigStatus(
    Instant inForceSince,
    long reloads,
    long refusals,
    Optional<Refusal> refused,
    Optional<Instant> awaited) {

  /** A configuration that was refused, and each reason as a sentence. */
  public record Refusal(Instant at, List<String> problems) {

    public Refusal {
      problems = List.copyOf(problems);
    }
  }

  /** At the start. */
  public static ConfigStatus first(Instant now) {
    return new ConfigStatus(now, 0, 0, Optional.empty(), Optional.empty());
  }

  /** With another one that is good and waits. */
  public ConfigStatus awaited(Instant now) {
    return new ConfigStatus(inForceSince, reloads, refusals, Optional.empty(), Optional.of(now));
  }

  /** With another one in force. */
  public ConfigStatus taken(Instant now) {
    return new ConfigStatus(now, reloads + 1, refusals, Optional.empty(), Optional.empty());
  }

  /** With another one refused. */
  public ConfigStatus refused(Instant now, List<String> problems) {
    return new ConfigStatus(
        inForceSince,
        reloads,
        refusals + 1,
        Optional.of(new Refusal(now, problems)),
        Optional.empty());
  }
}
