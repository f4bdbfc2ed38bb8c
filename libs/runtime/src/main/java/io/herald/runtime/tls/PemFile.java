package io.herald.runtime.tls;

import io.herald.runtime.failure.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A PEM file that a setting names. It is read anew with each call; what is wrong with it is told
 * with the setting and the file, and never with a part of a key.
 *
 * @param setting what named the file, for messages: {@code tlsCertFile}, {@code --cert-file}
 * @param path where it is
 */
public record PemFile(String setting, String path) {

  /**
   * The certificates of the file, in their order, one at least.
   *
   * @throws IllegalArgumentException if it can't be read or holds none
   */
  public List<X509Certificate> certificates() {
    try (var pem = new ByteArrayInputStream(read())) {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException(this + " holds no certificate; it must be PEM");
      }
      return certificates;
    } catch (IOException e) {
      throw cannotRead(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          this + " holds no certificate that can be read: " + Reason.of(e), e);
    }
  }

  /**
   * The unencrypted key of the file: RSA, EC or Ed25519, as PKCS#8 or as OpenSSL wrote RSA and EC
   * keys before that.
   *
   * @throws IllegalArgumentException if it can't be read or holds none
   */
  public PrivateKey privateKey() {
    String pem;
    try {
      pem = new String(read(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw cannotRead(e);
    }
    try {
      return PemKey.read(pem);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(this + " " + e.getMessage(), e);
    }
  }

  private byte[] read() throws IOException {
    return Files.readAllBytes(Path.of(path));
  }

  private IllegalArgumentException cannotRead(IOException cause) {
    return new IllegalArgumentException(
        this + " can't be read: " + Reason.of(Path.of(path), cause), cause);
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

  /** As messages name it: the setting and the file. */
  @Override
  public String toString() {
    return setting + " \"" + path + "\"";
  }
}
