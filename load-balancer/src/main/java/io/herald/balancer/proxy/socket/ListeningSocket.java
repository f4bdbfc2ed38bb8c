package io.herald.balancer.proxy.socket;

/** A socket at which clients come. */
public interface ListeningSocket extends AutoCloseable {

  /** No further one comes; waits until it is so. */
  @Override
  void close();
}
