package io.herald.skydns.message;

import static java.util.Objects.requireNonNull;

/**
 * The value of one key: an instance of a service, or text. Fields and their zero values are those
 * of SkyDNS' {@code msg.Service}; zero and empty text mean that the value doesn't give the field.
 *
 * @param host an address or a name; empty if there is none
 * @param port 0 to 65535
 * @param priority of SRV, preference of MX, 0 to 65535; see {@link #srvPriority}
 * @param weight 0 or more; see {@link #share}
 * @param text of TXT
 * @param mail whether it is an MX record too
 * @param ttl in seconds, 0 to 2<sup>31</sup>-1
 * @param targetStrip how many labels are cut from the left of the key's name where it is the target
 *     of SRV, 0 or more
 * @param group answers of a subtree show one group only; empty: shown with each
 * @param publisher which of Herald's publishers wrote it; empty: somebody else. SkyDNS and CoreDNS
 *     don't know this field and pass it over
 */
public record SkydnsMessage(
    String host,
    int port,
    int priority,
    int weight,
    String text,
    boolean mail,
    long ttl,
    int targetStrip,
    String group,
    String publisher) {

  /** What an absent priority means. */
  public static final int DEFAULT_PRIORITY = 10;

  /** What an absent weight means. */
  public static final int DEFAULT_WEIGHT = 100;

  /** Most bytes of a text: with one for each 255 of them it is 65,535 (RFC 1035 §3.3.14). */
  public static final int LONGEST_TEXT = 65_279;

  /** The greatest TTL (RFC 2181 §8). */
  public static final long MOST_TTL = Integer.MAX_VALUE;

  /** The value {@code {}}. */
  public static final SkydnsMessage EMPTY = new SkydnsMessage("", 0, 0, 0, "", false, 0, 0, "", "");

  public SkydnsMessage {
    requireNonNull(host, "host");
    requireNonNull(text, "text");
    requireNonNull(group, "group");
    requireNonNull(publisher, "publisher");
    require("port", port, 65535);
    require("priority", priority, 65535);
    require("weight", weight, Integer.MAX_VALUE);
    require("ttl", ttl, MOST_TTL);
    require("targetstrip", targetStrip, Integer.MAX_VALUE);
  }

  private static void require(String field, long value, long most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(field + " = " + value + ": must be from 0 to " + most);
    }
  }

  public static SkydnsMessage of(String host, int port) {
    return EMPTY.withHost(host).withPort(port);
  }

  /** The priority that SRV shows. */
  public int srvPriority() {
    return priority == 0 ? DEFAULT_PRIORITY : priority;
  }

  /**
   * The share of the load, relative to those of the same priority. SRV shows {@code 100 * share /
   * sum of the shares}, rounded down.
   */
  public int share() {
    return weight == 0 ? DEFAULT_WEIGHT : weight;
  }

  public SkydnsMessage withHost(String value) {
    return new SkydnsMessage(
        value, port, priority, weight, text, mail, ttl, targetStrip, group, publisher);
  }

  public SkydnsMessage withPort(int value) {
    return new SkydnsMessage(
        host, value, priority, weight, text, mail, ttl, targetStrip, group, publisher);
  }

  public SkydnsMessage withPriority(int value) {
    return new SkydnsMessage(
        host, port, value, weight, text, mail, ttl, targetStrip, group, publisher);
  }

  public SkydnsMessage withWeight(int value) {
    return new SkydnsMessage(
        host, port, priority, value, text, mail, ttl, targetStrip, group, publisher);
  }

  public SkydnsMessage withText(String value) {
    return new SkydnsMessage(
        host, port, priority, weight, value, mail, ttl, targetStrip, group, publisher);
  }

  public SkydnsMessage withMail(boolean value) {
    return new SkydnsMessage(
        host, port, priority, weight, text, value, ttl, targetStrip, group, publisher);
  }

  public SkydnsMessage withTtl(long value) {
    return new SkydnsMessage(
        host, port, priority, weight, text, mail, value, targetStrip, group, publisher);
  }

  public SkydnsMessage withTargetStrip(int value) {
    return new SkydnsMessage(
        host, port, priority, weight, text, mail, ttl, value, group, publisher);
  }

  public SkydnsMessage withGroup(String value) {
    return new SkydnsMessage(
        host, port, priority, weight, text, mail, ttl, targetStrip, value, publisher);
  }

  public SkydnsMessage withPublisher(String value) {
    return new SkydnsMessage(
        host, port, priority, weight, text, mail, ttl, targetStrip, group, value);
  }
}
