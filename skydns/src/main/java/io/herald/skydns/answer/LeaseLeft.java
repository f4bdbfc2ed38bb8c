package io.herald.skydns.answer;

/** What is left of leases. */
@FunctionalInterface
public interface LeaseLeft {

  /** Whole seconds that a lease certainly has left; 0 if it is unknown or has ended. */
  long seconds(long lease);
}
