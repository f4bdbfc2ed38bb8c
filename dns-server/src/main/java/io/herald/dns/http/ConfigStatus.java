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
 */
public record ConfigStatus(
    Instant inForceSince, long reloads, long refusals, Optional<Refusal> refused) {

  /** A configuration that was refused, and each reason as a sentence. */
  public record Refusal(Instant at, List<String> problems) {

    public Refusal {
      problems = List.copyOf(problems);
    }
  }

  /** At the start. */
  public static ConfigStatus first(Instant now) {
    return new ConfigStatus(now, 0, 0, Optional.empty());
  }

  public ConfigStatus taken(Instant now) {
    return new ConfigStatus(now, reloads + 1, refusals, Optional.empty());
  }

  public ConfigStatus refused(Instant now, List<String> problems) {
    return new ConfigStatus(
        inForceSince, reloads, refusals + 1, Optional.of(new Refusal(now, problems)));
  }
}
