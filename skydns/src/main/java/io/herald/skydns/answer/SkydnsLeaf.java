package io.herald.skydns.answer;

import static java.util.Objects.requireNonNull;

import io.herald.runtime.text.Printable;
import io.herald.skydns.message.SkydnsMessage;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Address;
import org.xbill.DNS.Name;

/**
 * What one key gives. One whose value can't be read gives no record, but its name exists.
 *
 * @param message {@link SkydnsMessage#EMPTY} for a value that can't be read
 * @param address the host, if it is one
 * @param target the host as a name, if it isn't an address; null if there is no host
 * @param lease with whose end the key ends; 0: none
 */
public record SkydnsLeaf(
    SkydnsMessage message, @Nullable InetAddress address, @Nullable Name target, long lease) {

  /** Of a value that can't be read. */
  public static final SkydnsLeaf UNREADABLE = new SkydnsLeaf(SkydnsMessage.EMPTY, null, null, 0);

  public SkydnsLeaf {
    requireNonNull(message, "message");
  }

  /**
   * Of a message.
   *
   * @throws IllegalArgumentException if its host is neither an address nor a name; the message goes
   *     on from the key's name
   */
  public static SkydnsLeaf of(SkydnsMessage message, long lease) {
    String host = message.host();
    if (host.isEmpty()) {
      return new SkydnsLeaf(message, null, null, lease);
    }
    InetAddress address = address(host);
    if (address != null) {
      return new SkydnsLeaf(message, address, null, lease);
    }
    try {
      return new SkydnsLeaf(message, null, KeyNames.written(host), lease);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"host\" = \""
              + Printable.of(host)
              + "\": must be an address or a name, and "
              + e.getMessage()
              + "; write \"host\":\"10.0.0.1\" or \"host\":\"db.example.com\", and a port as"
              + " \"port\":8080",
          e);
    }
  }

  private static @Nullable InetAddress address(String host) {
    byte[] bytes = Address.toByteArray(host, Address.IPv4);
    if (bytes == null && host.indexOf(':') >= 0) {
      bytes = Address.toByteArray(host, Address.IPv6);
    }
    if (bytes == null) {
      return null;
    }
    try {
      return InetAddress.getByAddress(bytes); // ::ffff:10.0.0.1 is of IPv4, as in SkyDNS
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
    }
  }

  /** What makes two leaves the same for an answer. */
  Object sameness() {
    return new Same(
        message.host(), message.port(), message.srvPriority(), message.weight(), message.text());
  }

  private record Same(String host, int port, int priority, int weight, String text) {}
}
