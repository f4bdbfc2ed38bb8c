package io.herald.balancer.config;

/** The data planes that can be asked for. */
public enum PlaneKind {
  /** A proxy for TCP and UDP in this process. */
  PROXY,
  /** HAProxy, which this process writes the file of and looks after; the only one for the web. */
  HAPROXY,
  /** Rules of the kernel. */
  NFTABLES,
  /** None: names and {@code /v1/vips} alone. */
  NONE
}
