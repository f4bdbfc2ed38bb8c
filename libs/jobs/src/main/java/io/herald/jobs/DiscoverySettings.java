package io.herald.jobs;

import static java.util.Collections.unmodifiableSortedMap;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a job says of itself to those who look for it, beside its ports.
 *
 * @param version of what it runs, free text
 * @param weight share of the requests relative to other instances, above 0; absent: as any other
 * @param visibility absent: the scheduler's setting
 * @param labels free text, for whoever reads the task's DiscoveryInfo
 */
public record DiscoverySettings(
    Optional<String> version,
    OptionalDouble weight,
    Optional<Visibility> visibility,
    SortedMap<String, String> labels) {

  /** Nothing said. */
  public static final DiscoverySettings NONE =
      new DiscoverySettings(
          Optional.empty(), OptionalDouble.empty(), Optional.empty(), new TreeMap<>());

  /** Begins the labels that Herald itself writes; a job's own begin otherwise. */
  public static final String RESERVED = "io.herald.";

  /** Begins the labels of a task that Aurora's scheduler makes of a job's metadata and tier. */
  public static final String AURORA = "org.apache.aurora.";

  /** Prefix of the labels that control the DNS server's answers; a job may use them. */
  public static final String STEERING = RESERVED + "dns.";

  /** Prefix of the labels that control the load balancer; a job may use them. */
  public static final String BALANCING = RESERVED + "lb.";

  public DiscoverySettings {
    labels = unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** What is wrong with a weight: a sentence; absent if nothing is. */
  public static Optional<String> problemWithWeight(double weight) {
    return weight > 0 && Double.isFinite(weight)
        ? Optional.empty()
        : Optional.of(weight + " is not a weight; write a number above 0");
  }

  /** What is wrong with the key of a job's own label: a sentence; absent if nothing is. */
  public static Optional<String> problemWithLabel(String key) {
    if (key.isBlank()) {
      return Optional.of("a label without a key stands here; give it one");
    }
    boolean ours =
        key.startsWith(STEERING) || key.startsWith(BALANCING) || key.equals(AnnounceWish.LABEL);
    return key.startsWith(RESERVED) && !ours
        ? Optional.of(
            "labels that begin with \"" + RESERVED + "\" are Herald's; choose another key")
        : Optional.empty();
  }

  /** What is wrong with the key of a task's own label: a sentence; absent if nothing is. */
  public static Optional<String> problemWithTaskLabel(String key) {
    return key.startsWith(AURORA)
        ? Optional.of(
            "labels that begin with \""
                + AURORA
                + "\" are made of metadata and tier; write it there")
        : problemWithLabel(key);
  }

  /** A weight as text: without an exponent, and no longer than it must be. */
  public static String text(double weight) {
    return BigDecimal.valueOf(weight).stripTrailingZeros().toPlainString();
  }
}
