package io.herald.publish.config;

import static java.util.Objects.requireNonNull;

import io.herald.publish.keys.KeyLayout;
import io.herald.skydns.message.SkydnsTree;
import java.time.Duration;

/**
 * How a publisher publishes.
 *
 * @param tree in which SkyDNS looks for names
 * @param zone of the names, lower case, without a closing dot
 * @param publisher its name: of several publishers of one name one writes, and each knows the keys
 *     of the others for its own; a small name without slashes
 * @param lease of the election: how long a publisher that died keeps others from writing; whole
 *     seconds
 */
public record PublishSettings(SkydnsTree tree, String zone, String publisher, Duration lease) {

  public static final String DEFAULT_PUBLISHER = "herald";

  public static final Duration DEFAULT_LEASE = Duration.ofSeconds(10);

  /** etcd's own least is two for its default heartbeat. */
  public static final int LEAST_LEASE_SECONDS = 2;

  public static final int MOST_LEASE_SECONDS = 3600;

  /** How many times the election's lease the keys' lease is. */
  private static final int KEYS = 3;

  public PublishSettings {
    requireNonNull(tree, "tree");
    requireNonNull(zone, "zone");
    requireName(publisher);
    if (lease.toSeconds() < LEAST_LEASE_SECONDS || lease.toSeconds() > MOST_LEASE_SECONDS) {
      throw new IllegalArgumentException(
          "the lease of " + lease + " is not in 2 s to 1 h, in whole seconds");
    }
  }

  static void requireName(String publisher) {
    if (!publisher.matches("[A-Za-z0-9._-]{1,63}")) {
      throw new IllegalArgumentException(
          "\""
              + publisher
              + "\" is no name of a publisher; write up to 63 letters, digits, dots, hyphens and"
              + " underscores");
    }
  }

  /** How long keys outlive all publishers: a successor has two thirds of it to take them over. */
  public Duration keysLease() {
    return lease.multipliedBy(KEYS);
  }

  public KeyLayout layout() {
    return new KeyLayout(tree, zone, publisher, keysLease().toSeconds());
  }

  /** The key whose owner writes. */
  public String electionKey() {
    return "/herald/publish/" + publisher + tree.key(zone);
  }
}
