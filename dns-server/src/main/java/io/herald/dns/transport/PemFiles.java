package io.herald.dns.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Certificates and keys from PEM files. What is wrong with one is told with its name. */
public final class PemFiles {

  private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
  private static final String END_KEY = "-----END PRIVATE KEY-----";
  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  private PemFiles() {}

  /**
   * The certificates of a file, in their order, one at least.
   *
   * @param parameter what named the file, for messages
   * @throws IllegalArgumentException if it can't be read or holds none
   */
  public static List<X509Certificate> certificates(String parameter, String file) {
    try (var pem = new ByteArrayInputStream(Files.readAllBytes(Path.of(file)))) {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException(
            parameter + " \"" + file + "\" holds no certificate; it must be PEM");
      }
      return certificates;
    } catch (IOException e) {
      throw new IllegalArgumentException(cannotRead(parameter, file, e), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          parameter + " \"" + file + "\" holds no certificate that can be read: " + e.getMessage(),
          e);
    }
  }

  /**
   * The unencrypted PKCS#8 key of a file: RSA, EC or Ed25519.
   *
   * @throws IllegalArgumentException if it can't be read or holds none
   */
  public static PrivateKey privateKey(String parameter, String file) {
    String pem;
    try {
      pem = Files.readString(Path.of(file), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new IllegalArgumentException(cannotRead(parameter, file, e), e);
    }
    int begin = pem.indexOf(BEGIN_KEY);
    int end = pem.indexOf(END_KEY);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          parameter
              + " \""
              + file
              + "\" holds no unencrypted PKCS#8 key; make one with: openssl pkcs8 -topk8 -nocrypt");
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN_KEY.length(), end));
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // Not of this algorithm: the next one.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JDK has no keys of " + algorithm, e);
      }
    }
    throw new IllegalArgumentException(
        parameter + " \"" + file + "\": its key is of none of " + KEY_ALGORITHMS);
  }

  private static String cannotRead(String parameter, String file, IOException cause) {
    return parameter + " \"" + file + "\" can't be read: " + cause;
  }

  /** Whether the one is the other's key: what the private one signs, the public one confirms. */
  static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
    String algorithm =
        switch (privateKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> privateKey.getAlgorithm();
        };
    byte[] text = {1};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // of another algorithm or curve
    }
  }
}
