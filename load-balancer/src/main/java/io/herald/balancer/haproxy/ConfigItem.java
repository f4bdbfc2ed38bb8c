package io.herald.balancer.haproxy;

import io.herald.balancer.plane.VipKey;
import io.herald.balancer.web.WebService;
import java.util.List;
import java.util.Optional;

/**
 * What one service or one VIP adds to the file: whatever of it is wrong, it can be left out alone.
 *
 * @param name unique among the items; also its frontend's and its first backend's
 * @param vip that it is of
 * @param web service that it is of; its routes are among the shared frontends' rules
 * @param sections at least one
 * @param binds addresses that it opens, as HAProxy writes them
 * @param frame digest of what it adds to the frame: everything but servers that can come and go
 * @param fingerprint digest of what a check of the file judges: everything but the servers
 */
record ConfigItem(
    String name,
    Optional<VipKey> vip,
    Optional<WebService> web,
    List<ConfigSection> sections,
    List<String> binds,
    String frame,
    String fingerprint) {

  ConfigItem {
    sections = List.copyOf(sections);
    binds = List.copyOf(binds);
  }

  /** Makes the digests. */
  static ConfigItem of(
      String name,
      Optional<VipKey> vip,
      Optional<WebService> web,
      List<ConfigSection> sections,
      List<String> binds) {
    StringBuilder frame = new StringBuilder();
    for (ConfigSection section : sections) {
      ProxyBackend backend = section.backend();
      frame.append(String.join("\n", section.lines()));
      frame.append("\n  servers").append(backend.keywords());
      if (backend.slotted()) {
        backend.servers().forEach(slot -> frame.append("\n  slot ").append(slot.name()));
      }
    }
    String digest = Digests.of(frame);
    String judged =
        web.map(service -> service.spec().route() + " " + service.spec().templates()).orElse("");
    return new ConfigItem(name, vip, web, sections, binds, digest, Digests.of(digest + judged));
  }
}
