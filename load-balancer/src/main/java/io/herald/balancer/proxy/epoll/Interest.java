package io.herald.balancer.proxy.epoll;

import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import org.jspecify.annotations.Nullable;

/**
 * What a socket wants to be woken for, of which epoll is told no more often than it has to be: once
 * after all that an event has led to, and not at all if it is as before. A socket that wants
 * nothing stays in epoll and is woken once for each error, so that one that fails keeps no loop
 * busy.
 */
final class Interest {

  private static final EpollIoOps NOTHING = EpollIoOps.EPOLLET;
  private static final EpollIoOps BOTH = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);

  private @Nullable IoRegistration registration;
  private EpollIoOps told = NOTHING;
  private EpollIoOps wanted = NOTHING;
  private boolean handling;

  void registered(IoRegistration made) {
    registration = made;
  }

  /** Epoll is left; closing the socket before saves the call for it. */
  void cancel() {
    IoRegistration own = registration;
    if (own != null) {
      own.cancel();
    }
  }

  /** An event is handled now. */
  void begin() {
    handling = true;
  }

  /** The event has been handled. */
  void end() {
    handling = false;
    tell();
  }

  /** Wants this from now on; throws {@link java.io.UncheckedIOException} if epoll fails. */
  void want(boolean in, boolean out) {
    if (in) {
      wanted = out ? BOTH : EpollIoOps.EPOLLIN;
    } else {
      wanted = out ? EpollIoOps.EPOLLOUT : NOTHING;
    }
    if (!handling) {
      tell();
    }
  }

  private void tell() {
    IoRegistration own = registration;
    if (own != null && own.isValid() && !wanted.equals(told)) {
      told = wanted;
      own.submit(wanted);
    }
  }
}
