package io.herald.dns.transport;

import io.herald.dns.answer.Outcome;
import io.herald.dns.answer.Transport;
import java.net.InetSocketAddress;

/**
 * Answers what the responder leaves to others: transfers, signed queries, foreign names. Called on
 * the transport's thread, so it must not block; the reply may come later and from any thread.
 */
public interface SlowPath {

  /** Leaves everything to the responder. */
  SlowPath NONE = (query, client, transport, outcome, replies) -> false;

  /** Where the reply goes. */
  @FunctionalInterface
  interface Replies {

    /**
     * Sends these messages one after the other, as fast as the client takes them, and closes them,
     * also if the client goes. To be called once at most; over UDP only the first is sent.
     */
    void send(Messages messages);
  }

  /**
   * Takes a query over, or doesn't.
   *
   * @param query a copy, well-formed as far as the responder looks
   * @param outcome what the responder made of it
   * @return false if the responder's own reply is to be sent
   */
  boolean answer(
      byte[] query,
      InetSocketAddress client,
      Transport transport,
      Outcome outcome,
      Replies replies);
}
