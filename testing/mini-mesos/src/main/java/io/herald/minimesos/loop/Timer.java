package io.herald.minimesos.loop;

/** Something that will run later, unless it is called off. */
@FunctionalInterface
public interface Timer {

  /** A timer that was never set. */
  Timer NONE = () -> {};

  /** Calls it off; does nothing if it ran or was called off before. */
  void cancel();
}
