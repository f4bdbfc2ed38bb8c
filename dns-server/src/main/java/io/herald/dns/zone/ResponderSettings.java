package io.herald.dns.zone;

/**
 * How queries are answered, whatever the zone.
 *
 * @param recursionAvailable whether answers carry the RA flag
 * @param maxUdpPayload the longest answer over UDP, in bytes, to a client whose EDNS permits it;
 *     also what our OPT record announces. 512 to 65535; 1232 crosses every path unfragmented
 */
public record ResponderSettings(boolean recursionAvailable, int maxUdpPayload) {

  public static final ResponderSettings DEFAULT = new ResponderSettings(false, 1232);

  public ResponderSettings {
    if (maxUdpPayload < 512 || maxUdpPayload > 65_535) {
      throw new IllegalArgumentException(
          "maxUdpPayload = " + maxUdpPayload + " bytes; give a size from 512 to 65535");
    }
  }
}
