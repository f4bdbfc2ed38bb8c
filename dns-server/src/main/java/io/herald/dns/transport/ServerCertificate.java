package io.herald.dns.transport;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.files.ReloadingFile;
import io.herald.runtime.tls.CertifiedKey;
import io.herald.runtime.tls.PemFile;
import io.herald.runtime.tls.TlsServerRules;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that TLS clients are shown, from two PEM files that are looked at at intervals:
 * once they have changed and are usable, new connections get the new certificate, open ones keep
 * theirs. While they are not usable (only one of the two was replaced, say), the last good
 * certificate stays in force, with one line in the log. Safe for any thread.
 */
public final class ServerCertificate implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServerCertificate.class);

  /** Algorithms of keys, as Java calls them. */
  private static final Set<String> OF_BORINGSSL = Set.of("RSA", "EC");

  private final ReloadingFile<SslContext> files;
  private final Future<?> refreshing;

  /**
   * @param certificate the server's certificate, followed by those that vouch for it
   * @param key its unencrypted key
   * @param scheduler looks at the files
   * @param interval between two looks
   * @throws IllegalArgumentException naming the file that can't be used, and why
   */
  public ServerCertificate(
      PemFile certificate, PemFile key, ScheduledExecutorService scheduler, Duration interval) {
    try {
      this.files =
          new ReloadingFile<>(
              List.of(Path.of(certificate.path()), Path.of(key.path())),
              () -> read(certificate, key),
              new Log(certificate.path()));
    } catch (IOException e) {
      throw new IllegalArgumentException(certificate + ": " + Reason.of(e), e);
    }
    this.refreshing =
        scheduler.scheduleWithFixedDelay(
            files::refresh, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What is in force now. */
  SslContext context() {
    return files.current();
  }

  private static SslContext read(PemFile certificate, PemFile key) {
    CertifiedKey pair = CertifiedKey.read(certificate, key);
    try {
      return SslContextBuilder.forServer(pair.key(), pair.certificates())
          .sslProvider(provider(pair.key()))
          .protocols(TlsServerRules.PROTOCOLS)
          .ciphers(TlsServerRules.CIPHER_SUITES)
          .build();
    } catch (SSLException e) {
      throw new IllegalArgumentException(certificate + ": " + Reason.of(e), e);
    }
  }

  /**
   * BoringSSL, with which a query costs a part of what it costs with Java's own TLS; the latter
   * where the native library can't be loaded, and for keys that BoringSSL's server doesn't show
   * (Ed25519).
   */
  private static SslProvider provider(PrivateKey key) {
    return OpenSsl.isAvailable() && OF_BORINGSSL.contains(key.getAlgorithm())
        ? SslProvider.OPENSSL
        : SslProvider.JDK;
  }

  /** Stops looking at the files; the certificate stays in force. */
  @Override
  public void close() {
    refreshing.cancel(false);
  }

  /** One line for each change of the files. */
  private record Log(String file) implements ReloadingFile.Listener<SslContext> {

    @Override
    public void reloaded(SslContext content) {
      log.info("TLS: the certificate of {} is in force", file);
    }

    @Override
    public void failed(String reason) {
      log.warn("TLS: the last certificate stays in force: {}", reason);
    }
  }
}
