package io.herald.dns.server;

import io.herald.dns.config.DnsConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
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

  private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
  private static final String END_KEY = "-----END PRIVATE KEY-----";
  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "Ed25519");

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
    for (Certificate authority : certificates("CACertFile", caCertFile)) {
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
        privateKey(keyFile),
        password,
        certificates("CertFile", certFile).toArray(Certificate[]::new));
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

  private static List<Certificate> certificates(String parameter, String file)
      throws GeneralSecurityException {
    try (InputStream pem = new ByteArrayInputStream(Files.readAllBytes(Path.of(file)))) {
      return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(pem));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          parameter + " \"" + file + "\" can't be read: " + e.getMessage(), e);
    }
  }

  private static PrivateKey privateKey(String file) throws GeneralSecurityException {
    String pem;
    try {
      pem = Files.readString(Path.of(file), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "KeyFile \"" + file + "\" can't be read: " + e.getMessage(), e);
    }
    int begin = pem.indexOf(BEGIN_KEY);
    int end = pem.indexOf(END_KEY);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          "KeyFile \""
              + file
              + "\" holds no unencrypted PKCS#8 key; make one with: openssl pkcs8 -topk8 -nocrypt");
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN_KEY.length(), end));
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // Not of this algorithm: the next one.
      }
    }
    throw new IllegalArgumentException(
        "KeyFile \"" + file + "\": its key is of none of " + KEY_ALGORITHMS);
  }
}
