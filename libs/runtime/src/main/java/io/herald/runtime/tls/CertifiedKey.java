package io.herald.runtime.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What one side of a TLS connection shows: a private key and the certificates that vouch for it.
 *
 * @param chain the key's own certificate first
 */
public record CertifiedKey(PrivateKey key, List<X509Certificate> chain) {

  public CertifiedKey {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both files.
   *
   * @throws IllegalArgumentException if one can't be read, or the key is that of another
   *     certificate; the message names the settings and files
   */
  public static CertifiedKey read(PemFile certificate, PemFile key) {
    List<X509Certificate> chain = certificate.certificates();
    PrivateKey own = key.privateKey();
    if (!PemFile.belongTogether(chain.get(0).getPublicKey(), own)) {
      throw new IllegalArgumentException(
          key
              + " is not the key of the first certificate in "
              + certificate
              + "; give the two that were made together");
    }
    return new CertifiedKey(own, chain);
  }

  /** The chain as Java's key stores take it. */
  public X509Certificate[] certificates() {
    return chain.toArray(X509Certificate[]::new);
  }
}
