package io.herald.client;

import io.herald.client.model.ServiceInstance;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A watch that is under way: it follows changes until it is closed, whatever becomes of the
 * servers. Safe for any thread.
 */
public interface ServiceWatch extends AutoCloseable {

  /**
   * The instances as they are known now; empty before the first snapshot. A snapshot replaces them
   * all at once. While no server can be reached they stay as they were.
   */
  List<ServiceInstance> instances();

  /** Done once the first snapshot is complete; fails if the watch is closed before. */
  CompletableFuture<Void> ready();

  /** Whether changes come as they happen. */
  boolean isConnected();

  /**
   * Ends it at once. The listener is not called after this returns, except that a call that is
   * under way goes on. Safe to call twice, and from the listener.
   */
  @Override
  void close();
}
