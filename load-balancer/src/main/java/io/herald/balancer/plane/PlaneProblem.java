package io.herald.balancer.plane;

import java.util.Optional;

/**
 * Something that a plane can't carry; everything else it does.
 *
 * @param vip that isn't served, or not as it should be; empty: it is about none
 * @param part that it is about where that is no VIP: a web service, an address, a certificate;
 *     empty as well: the plane as a whole
 * @param what a sentence with the value and the remedy
 */
public record PlaneProblem(Optional<VipKey> vip, Optional<String> part, String what) {

  /** Of a VIP, or of the plane as a whole. */
  public PlaneProblem(Optional<VipKey> vip, String what) {
    this(vip, Optional.empty(), what);
  }

  /** Of a part that is no VIP. */
  public static PlaneProblem ofPart(String part, String what) {
    return new PlaneProblem(Optional.empty(), Optional.of(part), what);
  }

  /** Whether it keeps everything that the plane is to carry from being carried as it should. */
  public boolean isOfWholePlane() {
    return vip.isEmpty() && part.isEmpty();
  }
}
