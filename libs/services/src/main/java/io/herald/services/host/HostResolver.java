package io.herald.services.host;

import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of hosts that are known by name, in the background, and keeps them fresh. */
public interface HostResolver {

  /**
   * Looks the host up now and then until it is forgotten. The listener is called from a thread of
   * the resolver, never from within this call.
   */
  void watch(String host, Listener listener);

  /** Ends the look-ups of a host; a listener's call that is under way may still come. */
  void forget(String host);

  /** Is told of the addresses. */
  interface Listener {

    /** The host's addresses are now these; they may be those told before, after a failure. */
    void resolved(String host, List<InetAddress> addresses);

    /**
     * A look-up failed; those that follow aren't told until one succeeds. The addresses told before
     * stay true.
     *
     * @param why what the resolver said
     */
    void unresolved(String host, String why);
  }
}
