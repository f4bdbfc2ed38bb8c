package io.herald.certificates;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that its own key signed, and that key. Made once per JVM: the same call gives the
 * same pair, another name another one. Immutable.
 *
 * <p>Written by hand, because the JDK makes certificates only with its tool, in a process, and the
 * libraries that make them bring Bouncy Castle: on the class path of a test that changes how Netty
 * reads keys, so that the test would try another program than the one that is shipped.
 */
public final class SelfSigned {

  private static final Map<Request, SelfSigned> MADE = new ConcurrentHashMap<>();

  private static final char[] PASSWORD = "changeit".toCharArray();

  /** All of the time that a certificate of such a year can tell (RFC 5280 §4.1.2.5.1). */
  private static final String NOT_BEFORE = "200101000000Z";

  private static final String NOT_AFTER = "491231235959Z";
  private static final int SERIAL_BITS = 64;

  private static final int SAN_DNS_NAME = 2;
  private static final int SAN_IP_ADDRESS = 7;

  /** Object identifiers (RFC 5280, RFC 5758, RFC 8017, RFC 8410). */
  private static final String COMMON_NAME = "550403";

  private static final String SUBJECT_ALTERNATIVE_NAME = "551d11";
  private static final String BASIC_CONSTRAINTS = "551d13";
  private static final String ECDSA_WITH_SHA256 = "2a8648ce3d040302";
  private static final String RSA_WITH_SHA256 = "2a864886f70d01010b";
  private static final String PURE_ED25519 = "2b6570";

  /** How a key is made and signs. */
  private enum Algorithm {
    EC("SHA256withECDSA", 256),
    RSA("SHA256withRSA", 2048),
    ED25519("Ed25519", 255);

    private final String signature;
    private final int bits;

    Algorithm(String signature, int bits) {
      this.signature = signature;
      this.bits = bits;
    }

    byte[] identifier() {
      return switch (this) {
        case EC -> Der.sequence(Der.identifier(ECDSA_WITH_SHA256));
        case RSA -> Der.sequence(Der.identifier(RSA_WITH_SHA256), Der.nothing());
        case ED25519 -> Der.sequence(Der.identifier(PURE_ED25519));
      };
    }
  }

  private record Request(String name, Algorithm algorithm, List<String> hosts) {}

  private final String name;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private SelfSigned(String name, KeyPair keys, X509Certificate certificate) {
    this.name = name;
    this.keys = keys;
    this.certificate = certificate;
  }

  /** One for 127.0.0.1, localhost and its name, with an EC key (P-256). */
  public static SelfSigned named(String name) {
    return of(name, Algorithm.EC, List.of("127.0.0.1", "localhost", name));
  }

  /** The same with an RSA key. */
  public static SelfSigned rsa(String name) {
    return of(name, Algorithm.RSA, List.of("127.0.0.1", "localhost", name));
  }

  /** The same with an Ed25519 key. */
  public static SelfSigned ed25519(String name) {
    return of(name, Algorithm.ED25519, List.of("127.0.0.1", "localhost", name));
  }

  /** One for these addresses and host names alone, with an EC key. */
  public static SelfSigned forHosts(String name, String... hosts) {
    return of(name, Algorithm.EC, List.of(hosts));
  }

  private static SelfSigned of(String name, Algorithm algorithm, List<String> hosts) {
    return MADE.computeIfAbsent(new Request(name, algorithm, hosts), SelfSigned::make);
  }

  private static SelfSigned make(Request request) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(request.algorithm().name());
      generator.initialize(request.algorithm().bits);
      KeyPair keys = generator.generateKeyPair();
      byte[] content = content(request, keys);
      Signature signature = Signature.getInstance(request.algorithm().signature);
      signature.initSign(keys.getPrivate());
      signature.update(content);
      byte[] signed =
          Der.sequence(content, request.algorithm().identifier(), Der.bits(signature.sign()));
      return new SelfSigned(
          request.name(),
          keys,
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(signed)));
    } catch (GeneralSecurityException | UnknownHostException e) {
      throw new IllegalStateException("no certificate was made for " + request, e);
    }
  }

  /** What is signed (RFC 5280 §4.1). */
  private static byte[] content(Request request, KeyPair keys) throws UnknownHostException {
    byte[] version3 = Der.explicit(0, Der.integer(BigInteger.TWO));
    byte[] serial = Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()));
    byte[] subject =
        Der.sequence(Der.set(Der.sequence(Der.identifier(COMMON_NAME), Der.text(request.name()))));
    byte[] validity = Der.sequence(Der.time(NOT_BEFORE), Der.time(NOT_AFTER));
    byte[] authority =
        Der.sequence(
            Der.identifier(BASIC_CONSTRAINTS),
            Der.bool(true),
            Der.octets(Der.sequence(Der.bool(true))));
    byte[] extensions =
        request.hosts().isEmpty()
            ? Der.sequence(authority)
            : Der.sequence(authority, hosts(request.hosts()));
    return Der.sequence(
        version3,
        serial,
        request.algorithm().identifier(),
        subject,
        validity,
        subject,
        keys.getPublic().getEncoded(),
        Der.explicit(3, extensions));
  }

  private static byte[] hosts(List<String> hosts) throws UnknownHostException {
    byte[][] names = new byte[hosts.size()][];
    for (int i = 0; i < names.length; i++) {
      String host = hosts.get(i);
      names[i] =
          host.matches("[0-9.]+|.*:.*")
              ? Der.implicit(SAN_IP_ADDRESS, InetAddress.getAllByName(host)[0].getAddress())
              : Der.implicit(SAN_DNS_NAME, host.getBytes(US_ASCII));
    }
    return Der.sequence(Der.identifier(SUBJECT_ALTERNATIVE_NAME), Der.octets(Der.sequence(names)));
  }

  /** The common name. */
  public String name() {
    return name;
  }

  /** The certificate as a PEM file holds it. */
  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read has a form", e);
    }
  }

  /** The unencrypted key as a PEM file holds it (PKCS#8). */
  public String keyPem() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  private static String pem(String what, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }

  /** Writes {@code <name>.crt} and {@code <name>.key} into the folder. */
  public PemFiles writeTo(Path folder) throws IOException {
    return PemFiles.write(this, folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
  }

  /** TLS of a client that trusts this certificate alone. */
  public SSLContext trusted() throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trustManagers(), null);
    return context;
  }

  private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    store.setCertificateEntry(name, certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust.getTrustManagers();
  }

  /**
   * TLS of a client that trusts another certificate alone, and shows this one to whoever asks for
   * any: also to a server that says that it would not take it.
   */
  public SSLContext shownTo(SelfSigned server) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {new OneKey(keys.getPrivate(), certificate)},
        server.trustManagers(),
        null);
    return context;
  }

  /** TLS of a server that shows this certificate. */
  public SSLContext shown() throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers(), null, null);
    return context;
  }

  private KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    store.setKeyEntry(name, keys.getPrivate(), PASSWORD, new Certificate[] {certificate});
    KeyManagerFactory keyManager =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManager.init(store, PASSWORD);
    return keyManager.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
