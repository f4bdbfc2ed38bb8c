package io.herald.catalog.model;

/** Ports {@code begin} to {@code end}, both included; 0 to 65535. */
public record PortRange(int begin, int end) {

  public PortRange {
    if (begin < 0 || end > 65535 || begin > end) {
      throw new IllegalArgumentException(
          "port range " + begin + "-" + end + ": write BEGIN-END within 0-65535");
    }
  }
}
