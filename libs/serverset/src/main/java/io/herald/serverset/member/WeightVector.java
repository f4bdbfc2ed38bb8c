package io.herald.serverset.member;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A weight for some of a set's members, as Finagle's {@code zk2!} reads it from a child {@code
 * vector_…} of the set.
 *
 * <p>Other readers ignore such children, but Prometheus takes each for a target: publish them only
 * where a reader uses them. An endpoint's weight is the product of all that match it; without any
 * it is 1.
 *
 * @param select which members: {@code shard=3}, {@code inet=host:port}, {@code
 *     member=member_0000000001}
 * @param weight above 0
 */
public record WeightVector(String select, double weight) {

  /**
   * @throws IllegalArgumentException if the selector holds what would need escaping, or the weight
   *     is not a number above 0
   */
  public WeightVector {
    if (!select.matches("(shard|inet|member)=[\\w.:\\[\\]%-]+")) {
      throw new IllegalArgumentException(
          "the selector \""
              + select
              + "\" is unknown; write shard=N, inet=HOST:PORT or member=NODE");
    }
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("the weight is " + weight + "; it must be above 0");
    }
  }

  public static WeightVector ofShard(int shard, double weight) {
    return new WeightVector("shard=" + shard, weight);
  }

  /** The node's data. The weight always has a fraction: Finagle ignores one without. */
  public byte[] write() {
    return ("{\"vector\":[{\"select\":\""
            + select
            + "\",\"weight\":"
            + weight
            + ",\"priority\":1}]}")
        .getBytes(US_ASCII);
  }
}
