package io.herald.client.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * How servers are spoken to.
 *
 * @param token that servers want, asked for anew with each request; empty: none is sent
 * @param tls for https; empty: the JVM's own
 * @param connect how long a connection may take
 * @param answer how long a server may take to begin its answer, and to send all of a list
 * @param silence how long a watch may be without an event or heartbeat
 */
public record HttpOptions(
    Optional<Supplier<String>> token,
    Optional<SSLContext> tls,
    Duration connect,
    Duration answer,
    Duration silence) {

  /** Herald sends a heartbeat at least every 15 s: three may be missed. */
  public static final HttpOptions DEFAULTS =
      new HttpOptions(
          Optional.empty(),
          Optional.empty(),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(45));
}
