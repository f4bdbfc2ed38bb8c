package io.herald.catalog.source.mesos.mirror;

/** What an event leaves open, so that it should be asked for. */
public enum MirrorHint {
  /** Their pids stand in {@code GET /frameworks} only. */
  FRAMEWORKS,
  /** An agent may be gone; no event reports it. */
  AGENTS
}
