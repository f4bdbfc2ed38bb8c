package io.herald.balancer.control;

import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** What one state has otherwise than the one before, and the lines that tell of it. */
final class VipChanges {

  /** If more VIPs come and go at once, one line tells how many. */
  private static final int MOST_LINES = 20;

  private final List<String> lines = new ArrayList<>();
  private boolean any;
  private boolean named;

  /**
   * One VIP as it was and as it is; null: it wasn't, or isn't, there.
   *
   * @param name as people write it
   */
  void add(VipKey key, String name, @Nullable Vip before, @Nullable Vip now) {
    if (now == null ? before == null : now.equals(before)) {
      return;
    }
    any = true;
    boolean readdressed =
        now == null || before == null || !now.addresses().equals(before.addresses());
    named |= readdressed && key.host() instanceof VipHost.Named;
    if (now == null) {
      lines.add("VIP " + name + " ends");
    } else if (before == null) {
      lines.add("VIP " + name + " begins, at " + addresses(now));
    } else if (readdressed) {
      lines.add("VIP " + name + " is now at " + addresses(now));
    }
  }

  private static String addresses(Vip vip) {
    return String.join(" and ", vip.addresses().stream().map(InetAddress::getHostAddress).toList());
  }

  /** Whether there is any. */
  boolean any() {
    return any;
  }

  /** Whether a name came, went or has other addresses. */
  boolean named() {
    return named;
  }

  void log(Logger to) {
    if (lines.size() <= MOST_LINES) {
      lines.forEach(line -> to.info("{}", line));
    } else {
      to.info("{} VIPs begin, end or have other addresses", lines.size());
    }
  }
}
