package io.herald.balancer.config;

/** The data planes that can be asked for. */
public enum PlaneKind {
  /** A proxy for TCP and UDP in this process. */
  PROXY,
  /** Rules of the kernel. */
  NFTABLES,
  /** None: names and {@code /v1/vips} alone. */
  NONE
}
