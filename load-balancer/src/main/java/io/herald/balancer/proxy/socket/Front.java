package io.herald.balancer.proxy.socket;

import io.herald.balancer.plane.VipOptions;

/** One address of a VIP that takes clients. */
public interface Front extends AutoCloseable {

  /**
   * The backends or the options have changed; what is open keeps the options that it began with.
   */
  void carry(VipOptions options);

  /** Takes no clients any more. */
  @Override
  void close();
}
