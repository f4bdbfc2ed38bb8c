package io.herald.mesos.credentials;

import java.io.InputStream;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Contexts whose knowledge of names is given, so that no test asks a resolver. */
final class SslContexts {

  private SslContexts() {}

  /** Trusts {@code peer} by {@link PeerByAddress} with these names, and shows {@code own}. */
  static SSLContext with(TlsIdentity peer, TlsIdentity own, Set<String> names) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(peer.certificate())) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    X509ExtendedTrustManager strict = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    char[] password = "changeit".toCharArray();
    KeyStore shown = KeyStore.getInstance("PKCS12");
    shown.load(null, password);
    shown.setKeyEntry(
        "own",
        own.keyFile().privateKey(),
        password,
        own.certificateFile().certificates().toArray(java.security.cert.Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(shown, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        keys.getKeyManagers(),
        new TrustManager[] {new PeerByAddress(strict, address -> names)},
        null);
    return context;
  }
}
