package io.herald.mesos.client;

/**
 * Receives a stream's events on the stream's own thread: the next event waits until it returns.
 *
 * @param <E> the API's event message
 */
public interface StreamListener<E> {

  /** A subscription was accepted; its events follow. Everything known before may be out of date. */
  void connected();

  /**
   * Something of the subscription came, whether or not it ends an event: a large event takes its
   * time. Called often; must be quick.
   */
  default void received() {}

  /**
   * The next event, heartbeats too.
   *
   * <p>A listener that finds the event unreadable throws {@link java.io.UncheckedIOException} with
   * a clause that says what is wrong: the stream counts as garbled by the other side. Any other
   * exception counts as the listener's own failure. After either the stream is lost and subscribed
   * anew.
   */
  void event(E event);

  /**
   * The stream is lost, or the attempt to subscribe failed; attempts continue. Called once for a
   * series of failures.
   *
   * @param reason a sentence for the log
   */
  void disconnected(String reason);
}
