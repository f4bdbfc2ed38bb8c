package io.herald.mesos.client;

/**
 * Hears a stream, on the stream's own thread: what it does delays the next event.
 *
 * @param <E> the API's event message
 */
public interface StreamListener<E> {

  /** A subscription was accepted; its events follow. Everything known before may be out of date. */
  void connected();

  /** The next event, heartbeats too. */
  void event(E event);

  /**
   * The stream is lost, or could not be had; trying goes on. Called once for a series of failures.
   *
   * @param reason a sentence for the log
   */
  void disconnected(String reason);
}
