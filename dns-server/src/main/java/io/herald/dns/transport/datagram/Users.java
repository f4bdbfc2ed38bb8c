package io.herald.dns.transport.datagram;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts who is using a resource, so that it is freed when it has been closed and the last of them
 * is done: the number of a closed file may be another's at once, and memory too. Without locks.
 */
final class Users {

  private static final int CLOSED = Integer.MIN_VALUE;

  private final AtomicInteger users = new AtomicInteger();
  private final Runnable free;

  /**
   * Counts from none.
   *
   * @param free frees the resource; called once, by whoever is last
   */
  Users(Runnable free) {
    this.free = free;
  }

  /**
   * Begins a use; {@link #leave} ends it.
   *
   * @throws ClosedChannelException if the resource was closed
   */
  void enter() throws ClosedChannelException {
    if (!tryEnter()) {
      throw new ClosedChannelException();
    }
  }

  /** As {@link #enter}; false if the resource was closed. */
  boolean tryEnter() {
    for (int now = users.get(); now >= 0; now = users.get()) {
      if (users.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  void leave() {
    if (users.decrementAndGet() == CLOSED) {
      free.run();
    }
  }

  /** Lets nobody in any more. To be called by one who has entered. */
  void close() {
    users.updateAndGet(now -> now | CLOSED);
  }
}
