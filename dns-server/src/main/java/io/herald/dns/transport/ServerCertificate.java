package io.herald.dns.transport;

import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.tls.PemFile;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that TLS clients are shown, from two PEM files that are looked at again and
 * again: when they change and are good, new connections get the new one, open ones keep theirs.
 * While they are not good (one of the two replaced, say) the last good one stays, with one line in
 * the log. For any threads.
 */
public final class ServerCertificate implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServerCertificate.class);

  /** What tells that a file has changed. */
  private record Stamp(long modified, long size, String key) {

    static Stamp of(String file) {
      try {
        BasicFileAttributes attributes =
            Files.readAttributes(Path.of(file), BasicFileAttributes.class);
        return new Stamp(
            attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
            attributes.size(),
            String.valueOf(attributes.fileKey()));
      } catch (IOException e) {
        return new Stamp(0, -1, e.toString());
      }
    }
  }

  private final String certificateFile;
  private final String keyFile;
  private final ScheduledExecutorService thread;
  private volatile SslContext context;
  private List<Stamp> seen;
  private boolean failing;

  /**
   * @param certificateFile the server's certificate, those that vouch for it behind
   * @param keyFile its unencrypted key
   * @param interval how often the files are looked at
   * @throws IllegalArgumentException naming the file that is no good, and why
   */
  public ServerCertificate(String certificateFile, String keyFile, Duration interval) {
    this.certificateFile = certificateFile;
    this.keyFile = keyFile;
    this.seen = stamps();
    this.context = read();
    this.thread = new NamedScheduler("dns-tls-files");
    var unused =
        thread.scheduleWithFixedDelay(
            this::look, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What is in force now. */
  SslContext context() {
    return context;
  }

  private List<Stamp> stamps() {
    return List.of(Stamp.of(certificateFile), Stamp.of(keyFile));
  }

  private void look() {
    List<Stamp> present = stamps();
    if (present.equals(seen)) {
      return;
    }
    try {
      context = read();
      // What changed while it was read is read again.
      seen = present;
      failing = false;
      log.info("TLS: the certificate of {} is in force", certificateFile);
    } catch (RuntimeException e) {
      if (!failing) {
        failing = true;
        log.warn("TLS: the last certificate stays in force: {}", e.getMessage());
      }
    }
  }

  private SslContext read() {
    List<X509Certificate> chain = new PemFile("tlsCertFile", certificateFile).certificates();
    PrivateKey key = new PemFile("tlsKeyFile", keyFile).privateKey();
    if (!PemFile.belongTogether(chain.get(0).getPublicKey(), key)) {
      throw new IllegalArgumentException(
          "tlsKeyFile \""
              + keyFile
              + "\" is not the key of the first certificate in tlsCertFile \""
              + certificateFile
              + "\"; give the two that were made together");
    }
    try {
      return SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (SSLException e) {
      throw new IllegalArgumentException(
          "tlsCertFile \"" + certificateFile + "\": " + e.getMessage(), e);
    }
  }

  /** Looks at the files no more; the certificate stays in force. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
