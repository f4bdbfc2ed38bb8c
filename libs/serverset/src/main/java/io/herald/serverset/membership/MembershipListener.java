package io.herald.serverset.membership;

/** Receives every change of a {@link Membership}'s state. */
@FunctionalInterface
public interface MembershipListener {

  /**
   * Called in order, one call at a time, on the membership's own thread, which does nothing else
   * meanwhile: return soon, and don't wait here for the membership to leave.
   */
  void stateChanged(MembershipState state);
}
