package io.herald.http;

import io.herald.runtime.net.CidrNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which clients may use an HTTP server, and how.
 *
 * @param identity what it shows to its clients; empty: it speaks http
 * @param tokenFile holds the token that clients must send; empty: they need none
 * @param allow networks of the clients; empty: all
 * @param connections served at a time
 * @param connectionsPerClient how many of these one client may have: an IPv4 address, an IPv6 /64
 * @param origins of the pages that may read responses in a browser; {@code *}: all
 */
public record HttpAccess(
    Optional<Identity> identity,
    Optional<Path> tokenFile,
    List<CidrNetwork> allow,
    int connections,
    int connectionsPerClient,
    List<String> origins) {

  /** PEM files of a certificate chain and its key. */
  public record Identity(Path certificate, Path key) {}

  /** Every client, over http. */
  public static final HttpAccess OPEN =
      new HttpAccess(Optional.empty(), Optional.empty(), List.of(), 1000, 100, List.of());

  public HttpAccess {
    allow = List.copyOf(allow);
    origins = List.copyOf(origins);
  }
}
