package io.herald.balancer.plane;

import java.util.Locale;

/** The protocols that a VIP can have. */
public enum VipProtocol {
  TCP,
  UDP;

  /** As labels, {@code /v1/vips} and nftables write it: {@code tcp}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
