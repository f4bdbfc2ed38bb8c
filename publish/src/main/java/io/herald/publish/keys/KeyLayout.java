package io.herald.publish.keys;

import static java.util.Objects.requireNonNull;

import io.herald.skydns.message.SkydnsTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where keys stand, and what each of them says beside its instance.
 *
 * @param tree in which SkyDNS looks for names
 * @param zone in lower case, without a closing dot: {@code mesos}
 * @param publisher written into each value: keys that say otherwise are somebody else's
 * @param mostTtl in seconds: no record may be cached for longer than its key lives
 */
public record KeyLayout(SkydnsTree tree, String zone, String publisher, long mostTtl) {

  public KeyLayout {
    requireNonNull(tree, "tree");
    if (zone.isEmpty() || publisher.isEmpty() || mostTtl < 1) {
      throw new IllegalArgumentException("zone and publisher have a name, the TTL is at least 1");
    }
  }

  /** All keys below the zone begin so. */
  public String directory() {
    return tree.key(zone) + "/";
  }

  /** The key of a name; empty if no key can say it: it has a slash or an empty label. */
  public Optional<String> key(String id, List<String> name) {
    List<String> labels = new ArrayList<>(name.size() + 3);
    labels.add(id);
    labels.addAll(name);
    labels.addAll(List.of(zone.split("\\.")));
    boolean sayable = labels.stream().noneMatch(label -> label.isEmpty() || label.contains("/"));
    return sayable ? Optional.of(tree.key(labels)) : Optional.empty();
  }
}
