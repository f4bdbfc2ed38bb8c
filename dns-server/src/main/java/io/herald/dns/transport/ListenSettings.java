package io.herald.dns.transport;

import java.util.List;
import java.util.Optional;

/**
 * Where DNS is served.
 *
 * @param on false: nowhere
 * @param listener one address or host name, or several with commas; {@code *}: all
 * @param port of UDP and TCP; 0: any free one
 * @param tls absent: no TLS
 */
public record ListenSettings(boolean on, String listener, int port, Optional<Tls> tls) {

  /** DNS over TLS: its port on every listener, the PEM files of its certificate chain and key. */
  public record Tls(int port, String certFile, String keyFile) {}

  /** The listeners' addresses or host names, as they were given. */
  public List<String> listeners() {
    return List.of(listener.split("\\s*,\\s*", -1));
  }
}
