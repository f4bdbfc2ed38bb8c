package io.herald.dns.server;

import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.Transport;
import io.herald.dns.transport.CannotListenException;
import io.herald.dns.transport.DnsListeners;
import io.herald.dns.transport.ListenParameters;
import io.herald.dns.transport.ListenSettings;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.transport.ServerCertificate;
import io.herald.dns.transport.SlowPath;
import io.herald.dns.transport.TransportSettings;
import io.herald.runtime.tls.PemFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * The sockets of DNS as the configuration wants them: UDP and TCP on every listener, and TLS where
 * a certificate is given. Open from the start to {@link #close}, which answers what has come.
 */
final class DnsEndpoints implements AutoCloseable {

  private static final Duration LOOK_AT_CERTIFICATE = Duration.ofSeconds(10);

  private final DnsListeners listeners;
  private final Optional<ServerCertificate> certificate;

  private DnsEndpoints(DnsListeners listeners, Optional<ServerCertificate> certificate) {
    this.listeners = listeners;
    this.certificate = certificate;
  }

  /**
   * Opens them.
   *
   * @param responders gives each thread its own responder
   * @param slowPath answers what the responders leave
   * @param housekeeping looks at the certificate's files and for addresses that come and go
   * @throws ListenException if an address can't be listened on
   * @throws IllegalArgumentException if the certificate or key can't be used
   */
  static DnsEndpoints open(
      ListenSettings listen,
      TransportSettings transport,
      List<InetAddress> addresses,
      Supplier<QueryResponder> responders,
      SlowPath slowPath,
      QueryCounters counters,
      ScheduledExecutorService housekeeping)
      throws ListenException {
    Optional<ServerCertificate> certificate =
        listen
            .tls()
            .map(
                tls ->
                    new ServerCertificate(
                        new PemFile("tlsCertFile", tls.certFile()),
                        new PemFile("tlsKeyFile", tls.keyFile()),
                        housekeeping,
                        LOOK_AT_CERTIFICATE));
    try {
      DnsListeners listeners =
          DnsListeners.open(
              at(addresses, listen.port()),
              transport,
              responders,
              slowPath,
              counters,
              listen
                  .tls()
                  .flatMap(
                      tls ->
                          certificate.map(
                              shown -> new DnsListeners.Tls(at(addresses, tls.port()), shown))),
              housekeeping);
      return new DnsEndpoints(listeners, certificate);
    } catch (IOException e) {
      certificate.ifPresent(ServerCertificate::close);
      boolean tls =
          e instanceof CannotListenException failure && failure.transport() == Transport.TLS;
      throw new ListenException(
          e, tls ? ListenParameters.TLS_PORT : ListenParameters.PORT, ListenParameters.LISTENER);
    }
  }

  private static List<InetSocketAddress> at(List<InetAddress> addresses, int port) {
    return addresses.stream().map(address -> new InetSocketAddress(address, port)).toList();
  }

  /**
   * Answers with other responders from now on; sockets and connections stay.
   *
   * @param others gives each thread its own responder
   */
  void respondWith(Supplier<QueryResponder> others) {
    listeners.respondWith(others);
  }

  /** Where UDP and TCP are answered, with real ports. */
  List<InetSocketAddress> addresses() {
    return listeners.addresses();
  }

  /** Where TLS is answered, with real ports. */
  List<InetSocketAddress> tlsAddresses() {
    return listeners.tlsAddresses();
  }

  @Override
  public void close() {
    listeners.close();
    certificate.ifPresent(ServerCertificate::close);
  }
}
