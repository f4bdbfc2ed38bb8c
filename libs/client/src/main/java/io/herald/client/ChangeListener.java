package io.herald.client;

import java.net.URI;

/**
 * Is told what changes. Each watch has a thread of its own for it, so calls come one after another.
 * While a call takes, its watch reads nothing on; a server gives such a watch up after some time,
 * and the client catches up. An exception is logged and ends nothing.
 */
@FunctionalInterface
public interface ChangeListener {

  /** One instance came, changed or went. */
  void changed(InstanceChange change);

  /**
   * What was known to have changed has been told: a good moment to look at all instances at once.
   * Also when the first snapshot is complete and empty.
   */
  default void settled(ServiceWatch watch) {}

  /** From now on changes come as they happen, from this server. */
  default void connected(URI server) {}

  /**
   * No changes come until {@link #connected}. The instances stay as they are known; what changes
   * meanwhile is told afterwards. Called again with each try that fails.
   *
   * @param why a sentence
   */
  default void interrupted(String why) {}
}
