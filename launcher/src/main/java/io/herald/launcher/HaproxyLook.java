package io.herald.launcher;

import io.herald.balancer.config.BalancerSettings;
import io.herald.balancer.haproxy.HaproxyPlane;
import io.herald.balancer.haproxy.HaproxySettings;
import java.util.function.Consumer;

/** What HAProxy would make of the files that settings name. */
final class HaproxyLook {

  private HaproxyLook() {}

  /**
   * Tells what a start would log.
   *
   * @param warnings takes each as a sentence
   */
  static void at(BalancerSettings settings, Consumer<String> warnings) {
    if (settings.haproxy().isPresent()) {
      HaproxySettings haproxy = settings.haproxy().get();
      try {
        HaproxyPlane.look(haproxy).forEach(warnings);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
