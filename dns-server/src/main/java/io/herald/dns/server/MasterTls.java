package io.herald.dns.server;

import io.herald.dns.config.DnsConfig;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.credentials.MesosTls.Verification;
import io.herald.runtime.tls.PemFile;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The trust and identity that {@code MesosHTTPSOn} and its files mean. Certificates are always
 * verified: without {@code CACertFile} against the system's authorities.
 */
final class MasterTls {

  private MasterTls() {}

  /**
   * The context for https; empty if masters are asked over http.
   *
   * @throws IllegalArgumentException if a file can't be read or isn't PEM; the message names it
   */
  static Optional<SSLContext> of(DnsConfig.Mesos mesos) {
    if (!mesos.https()) {
      return Optional.empty();
    }
    MesosTls tls =
        new MesosTls(
            file("CACertFile", mesos.caCertFile()).map(List::of).orElse(List.of()),
            file("CertFile", mesos.certFile()),
            file("KeyFile", mesos.keyFile()),
            Verification.NAME);
    return Optional.of(tls.context());
  }

  private static Optional<PemFile> file(String setting, String path) {
    return path.isEmpty() ? Optional.empty() : Optional.of(new PemFile(setting, path));
  }
}
