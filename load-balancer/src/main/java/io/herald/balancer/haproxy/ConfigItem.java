package io.herald.balancer.haproxy;

import io.herald.balancer.plane.VipKey;
import io.herald.balancer.web.WebService;
import java.util.List;
import java.util.Optional;

/**
 * What one service or one VIP adds to the file: whatever of it is wrong, it can be left out alone.
 *
 * @param name unique among the items; also its frontend's and its backend's
 * @param vip that it is of
 * @param web service that it is of; its routes are among the shared frontends' rules
 * @param lines userlist, frontend and the head of the backend; the servers follow
 * @param binds addresses that it opens, as HAProxy writes them
 */
record ConfigItem(
    String name,
    Optional<VipKey> vip,
    Optional<WebService> web,
    List<String> lines,
    List<String> binds,
    ProxyBackend backend) {

  ConfigItem {
    lines = List.copyOf(lines);
    binds = List.copyOf(binds);
  }

  /** What a check of the file judges: everything but the servers. */
  String fingerprint() {
    return String.join("\n", lines)
        + web.map(service -> service.spec().route() + " " + service.spec().templates()).orElse("");
  }
}
