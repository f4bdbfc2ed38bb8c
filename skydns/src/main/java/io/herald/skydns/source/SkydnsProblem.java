package io.herald.skydns.source;

import io.herald.services.problem.ProblemKind;

/** Problems of SkyDNS' keys. */
public enum SkydnsProblem implements ProblemKind {
  /** A value that can't be read, or a key that is no name; it alone gives no record. */
  SKYDNS_KEY,
  /** The keys' source is away; what it told last is served. */
  SKYDNS_SOURCE;

  @Override
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
