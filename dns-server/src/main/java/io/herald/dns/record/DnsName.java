package io.herald.dns.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A domain name in uncompressed wire form (RFC 1035 §3.1), ASCII letters lower-cased: length byte
 * and label, repeated, closed by a zero byte. Equality is that of DNS (RFC 4343).
 */
public final class DnsName {

  /** Longest wire form, the closing zero included (RFC 1035 §2.3.4). */
  public static final int MAX_LENGTH = 255;

  /** Longest label. */
  public static final int MAX_LABEL = 63;

  public static final DnsName ROOT = new DnsName(new byte[1]);

  private final byte[] wire;

  /** 0 until it is asked for; racing threads find the same value. */
  private int hash;

  private DnsName(byte[] wire) {
    this.wire = wire;
  }

  /**
   * The name that {@code text} means: labels joined by dots, a closing dot optional, characters
   * other than ASCII as UTF-8.
   *
   * @throws IllegalArgumentException if a label is empty or over 63 bytes, or the name over 255
   */
  public static DnsName parse(String text) {
    if (text.equals(".")) {
      return ROOT;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int end = bytes.length > 0 && bytes[bytes.length - 1] == '.' ? bytes.length - 1 : bytes.length;
    if (end + 2 > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "name \"" + text + "\" has " + (end + 2) + " bytes; 255 is the limit");
    }
    byte[] wire = new byte[end + 2];
    int label = 0;
    for (int i = 0; i <= end; i++) {
      if (i == end || bytes[i] == '.') {
        int length = i - label;
        if (length == 0) {
          throw new IllegalArgumentException("name \"" + text + "\" has an empty label");
        }
        if (length > MAX_LABEL) {
          throw new IllegalArgumentException(
              "name \"" + text + "\" has a label of " + length + " bytes; 63 is the limit");
        }
        wire[label] = (byte) length;
        label = i + 1;
      } else {
        wire[i + 1] = lowerCase(bytes[i]);
      }
    }
    return new DnsName(wire);
  }

  /**
   * The name {@code relative} under {@code parent}, made without a detour over text.
   *
   * @param relative labels joined by dots, no closing dot, characters below 0x80 alone
   * @return null if a label is empty or too long, the name is too long, or a character isn't ASCII
   */
  public static @Nullable DnsName under(String relative, DnsName parent) {
    if (relative.length() > MAX_LENGTH) {
      return null;
    }
    int end = relative.length();
    if (end + 1 + parent.wire.length > MAX_LENGTH) {
      return null;
    }
    byte[] wire = new byte[end + 1 + parent.wire.length];
    if (!writeLabels(relative, wire, 0)) {
      return null;
    }
    System.arraycopy(parent.wire, 0, wire, end + 1, parent.wire.length);
    return new DnsName(wire);
  }

  /**
   * Writes labels in wire form, without a closing zero: one byte more than there are characters.
   *
   * @param relative labels joined by dots, no closing dot, characters below 0x80 alone
   * @return false if a label is empty or too long, or a character isn't ASCII
   */
  static boolean writeLabels(CharSequence relative, byte[] wire, int from) {
    int end = relative.length();
    int label = 0;
    for (int i = 0; i <= end; i++) {
      char c = i == end ? '.' : relative.charAt(i);
      if (c == '.') {
        int length = i - label;
        if (length == 0 || length > MAX_LABEL) {
          return false;
        }
        wire[from + label] = (byte) length;
        label = i + 1;
      } else if (c < 0x80) {
        wire[from + i + 1] = lowerCase((byte) c);
      } else {
        return false;
      }
    }
    return true;
  }

  /**
   * The name at {@code offset} of {@code wire}, {@code length} bytes long with its closing zero;
   * copied and lower-cased.
   *
   * @throws IllegalArgumentException if these bytes are not one uncompressed name
   */
  public static DnsName fromWire(byte[] wire, int offset, int length) {
    byte[] copy = Arrays.copyOfRange(wire, offset, offset + length);
    int label = 0;
    while (label < length && copy[label] > 0 && copy[label] <= MAX_LABEL) {
      label += copy[label] + 1;
    }
    if (length > MAX_LENGTH || label != length - 1 || copy[label] != 0) {
      throw new IllegalArgumentException(length + " bytes are not one uncompressed domain name");
    }
    for (int i = 0; i < length; i++) {
      copy[i] = lowerCase(copy[i]);
    }
    return new DnsName(copy);
  }

  /** ASCII lower case of one byte; every other byte is itself. */
  public static byte lowerCase(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  /** Length of the wire form, the closing zero included. */
  public int length() {
    return wire.length;
  }

  /** Number of labels, the root's empty one not counted: 0 for the root. */
  public int labels() {
    int labels = 0;
    for (int i = 0; wire[i] != 0; i += wire[i] + 1) {
      labels++;
    }
    return labels;
  }

  /**
   * The name without its first label.
   *
   * @throws IllegalStateException for the root
   */
  public DnsName parent() {
    if (wire.length == 1) {
      throw new IllegalStateException("the root has no parent");
    }
    return new DnsName(Arrays.copyOfRange(wire, wire[0] + 1, wire.length));
  }

  /** Whether this is {@code ancestor} or a name below it. */
  public boolean isAtOrBelow(DnsName ancestor) {
    return ancestor.isAtOrAbove(wire, 0, wire.length);
  }

  /** Whether the name of that many bytes there, lower-cased, is this or one below it. */
  boolean isAtOrAbove(byte[] name, int from, int length) {
    int start = from + length - wire.length;
    int label = from;
    while (label < start) {
      label += name[label] + 1;
    }
    return label == start && Arrays.equals(name, start, from + length, wire, 0, wire.length);
  }

  /**
   * This name with its end {@code from} replaced by {@code to}.
   *
   * @param from this name or one that it is below
   * @return null if it would be longer than a name may be
   */
  public @Nullable DnsName moved(DnsName from, DnsName to) {
    int kept = wire.length - from.wire.length;
    if (kept + to.wire.length > MAX_LENGTH) {
      return null;
    }
    byte[] moved = Arrays.copyOf(wire, kept + to.wire.length);
    System.arraycopy(to.wire, 0, moved, kept, to.wire.length);
    return new DnsName(moved);
  }

  /** The wire form; a copy. */
  public byte[] toWire() {
    return wire.clone();
  }

  /** Copies the wire form into {@code target} from {@code offset}; returns the offset behind it. */
  public int writeTo(byte[] target, int offset) {
    System.arraycopy(wire, 0, target, offset, wire.length);
    return offset + wire.length;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof DnsName name
            && hashCode() == name.hashCode()
            && Arrays.equals(wire, name.wire));
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = Arrays.hashCode(wire);
    }
    return hash;
  }

  /** Presentation form with a closing dot; bytes that are not printable ASCII as {@code \DDD}. */
  @Override
  public String toString() {
    if (wire.length == 1) {
      return ".";
    }
    StringBuilder text = new StringBuilder(wire.length + 8);
    for (int i = 0; wire[i] != 0; i += wire[i] + 1) {
      for (int j = i + 1; j <= i + wire[i]; j++) {
        int c = wire[j] & 0xff;
        if (c == '.' || c == '\\') {
          text.append('\\').append((char) c);
        } else if (c > ' ' && c < 0x7f) {
          text.append((char) c);
        } else {
          text.append('\\').append((char) ('0' + c / 100));
          text.append((char) ('0' + c / 10 % 10)).append((char) ('0' + c % 10));
        }
      }
      text.append('.');
    }
    return text.toString();
  }
}
