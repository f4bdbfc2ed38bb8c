package io.herald.minimesos.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a server shows and wants when it speaks https ({@code LIBPROCESS_SSL_…} of a real one).
 *
 * @param certificate PEM file of its certificate
 * @param key PEM file of that one's key
 * @param clients PEM file of the authorities of client certificates, which are then required
 */
public record ServerTls(Path certificate, Path key, Optional<Path> clients) {

  /** Https for anybody. */
  public static ServerTls of(Path certificate, Path key) {
    return new ServerTls(certificate, key, Optional.empty());
  }

  /** Https for clients with a certificate that one of these authorities vouches for. */
  public ServerTls requiring(Path authorities) {
    return new ServerTls(certificate, key, Optional.of(authorities));
  }
}
