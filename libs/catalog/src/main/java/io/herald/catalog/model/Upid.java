package io.herald.catalog.model;

import static java.util.Objects.requireNonNull;

/**
 * A libprocess id, {@code id@host:port}; an IPv6 host stands in brackets.
 *
 * @param host host name or address, without brackets
 * @param port 1 to 65535
 */
public record Upid(String id, String host, int port) {

  public Upid {
    requireNonNull(id, "id");
    requireNonNull(host, "host");
    if (host.isEmpty()) {
      throw new IllegalArgumentException("libprocess id \"" + id + "@\": the host is empty");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "libprocess id \"" + id + "@" + host + "\": port " + port + " is not in 1-65535");
    }
  }

  /**
   * Parses {@code id@host:port}. Blanks and double quotes around it are dropped, as Mesos-DNS does.
   *
   * @throws IllegalArgumentException if there is not exactly one {@code @}, or host or port is
   *     missing or out of range; the message holds the text
   */
  public static Upid parse(String text) {
    String trimmed = text.strip();
    if (trimmed.length() >= 2 && trimmed.startsWith("\"") && trimmed.endsWith("\"")) {
      trimmed = trimmed.substring(1, trimmed.length() - 1).strip();
    }
    int at = trimmed.indexOf('@');
    if (at < 0 || at != trimmed.lastIndexOf('@')) {
      throw new IllegalArgumentException(
          "libprocess id \"" + text + "\": exactly one @ is wanted, as in slave(1)@10.0.0.1:5051");
    }
    AnnouncedEndpoint endpoint = AnnouncedEndpoint.parse(trimmed.substring(at + 1));
    return new Upid(trimmed.substring(0, at), endpoint.host(), endpoint.port());
  }

  @Override
  public String toString() {
    return id + "@" + new AnnouncedEndpoint(host, port);
  }
}
