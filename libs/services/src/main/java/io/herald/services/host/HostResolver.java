package io.herald.services.host;

import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of hosts that are known by name, in the background, and keeps them fresh. */
public interface HostResolver {

  /**
   * Looks the host up at once, and again and again until {@link #unwatch}. The listener is called
   * by a thread of the resolver, never from within this call.
   */
  void watch(String host, Listener listener);

  /** Stops looking the host up; a call of the listener that is under way may still come. */
  void unwatch(String host);

  /** Gets the results. */
  interface Listener {

    /** The host has these addresses; after a failure they may be the same as before it. */
    void resolved(String host, List<InetAddress> addresses);

    /**
     * A look-up failed; further failures aren't reported until one succeeds. The last addresses
     * stay valid.
     *
     * @param why what the resolver said
     */
    void unresolved(String host, String why);
  }
}
