package io.herald.serverset.membership;

/** The state of a membership. */
public sealed interface MembershipState {

  /** Not yet a member, and nothing is known to be wrong. */
  record Joining() implements MembershipState {}

  /**
   * A member, as far as ZooKeeper last said. It stays so over a lost connection until the session
   * must be given up.
   *
   * @param nodeName {@code member_0000000012}; another one after every time it joined again
   */
  record Joined(String nodeName) implements MembershipState {}

  /**
   * Not a member, and it should be.
   *
   * @param reason a sentence: what failed and what to do
   * @param retrying whether the membership retries by itself
   */
  record Failed(String reason, boolean retrying) implements MembershipState {}

  /** Not a member any more, as ZooKeeper confirmed or because the session was ended. Final. */
  record Left() implements MembershipState {}
}
