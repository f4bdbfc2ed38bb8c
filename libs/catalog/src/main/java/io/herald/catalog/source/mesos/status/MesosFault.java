package io.herald.catalog.source.mesos.status;

/** What can go wrong while a Mesos cluster is followed; the names are those of {@code /v1}. */
public enum MesosFault {
  /** The event stream broke or could not be subscribed to. */
  STREAM,
  /** ZooKeeper can't be reached; the leader that it named last is followed on. */
  ZOOKEEPER,
  /** {@code GET /state}, read without a stream. */
  STATE,
  /** {@code GET /slaves}. */
  AGENTS,
  /** {@code GET /frameworks}. */
  FRAMEWORKS,
  /** Which master leads, and how long it waits for agents: GET_MASTER, {@code GET /flags}. */
  MASTER,
  /** The full reading beside the stream. */
  CHECK,
  /** That reading showed what the stream had not reported. */
  DRIFT,
  /** A change could not be applied. */
  APPLY
}
