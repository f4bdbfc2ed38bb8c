package io.herald.dns.server;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.transport.PemFiles;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

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
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          mesos.certFile().isEmpty() ? null : identity(mesos.certFile(), mesos.keyFile()),
          mesos.caCertFile().isEmpty() ? null : trust(mesos.caCertFile()),
          null);
      return Optional.of(context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("TLS to the masters: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trust(String caCertFile)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore(null);
    int number = 0;
    for (Certificate authority : PemFiles.certificates("CACertFile", caCertFile)) {
      store.setCertificateEntry("ca" + number++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] identity(String certFile, String keyFile)
      throws GeneralSecurityException, IOException {
    char[] password = UUID.randomUUID().toString().toCharArray(); // of a store in memory only
    KeyStore store = emptyStore(password);
    store.setKeyEntry(
        "client",
        PemFiles.privateKey("KeyFile", keyFile),
        password,
        PemFiles.certificates("CertFile", certFile).toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore(char @Nullable [] password)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password);
    return store;
  }
}
