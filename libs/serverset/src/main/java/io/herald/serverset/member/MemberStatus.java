package io.herald.serverset.member;

/**
 * A member's status as Twitter's Thrift definition lists it.
 *
 * <p>Only {@link #ALIVE} is ever written today, and most readers take a member with another status
 * for absent. A member is withdrawn by deleting its node.
 */
public enum MemberStatus {
  DEAD,
  STARTING,
  ALIVE,
  STOPPING,
  STOPPED,
  WARNING
}
