package io.herald.dns.zone;

/**
 * Is notified of a loaded zone's serials, in order, by the writing thread and under the zone's
 * lock: an implementation is quick, doesn't throw and doesn't call the zone.
 */
public interface ZoneListener {

  /** The zone, or all of it but a part, is answered from now on, with the serial that it has. */
  default void loaded() {}

  /** The zone is about to take {@code serial}: no reader sees it yet. */
  default void advancing(long serial) {}

  /** The zone went from serial {@code before} to that of {@code change}, which isn't empty. */
  void changed(long before, ZoneChange change);
}
