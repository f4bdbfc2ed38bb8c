package io.herald.mesos.credentials;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.tls.CertifiedKey;
import io.herald.runtime.tls.PemFile;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How https to masters or to an agent is spoken: whom we trust, and what we show of ourselves. The
 * files are read when the {@link #context} is made.
 *
 * @param authorities whose certificates vouch for the other side; empty: the system's
 * @param certificate ours, the first of its file, with those that vouch for it; absent: none is
 *     shown
 * @param key of that certificate
 * @param verification of the other side's certificate
 */
public record MesosTls(
    List<PemFile> authorities,
    Optional<PemFile> certificate,
    Optional<PemFile> key,
    Verification verification) {

  /** What the other side's certificate must be. */
  public enum Verification {
    /** Vouched for, and made out to the name or address that is asked. */
    NAME,
    /**
     * As {@link #NAME}, or made out to a name that this machine knows the asked address by: an
     * agent gives its executors its address alone, and has a certificate for its host's name.
     */
    NAME_OF_ADDRESS,
    /** Anybody's. */
    NONE
  }

  public MesosTls {
    authorities = List.copyOf(authorities);
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          certificate
              .map(file -> file + ": its private key is missing; give the key as well")
              .orElseGet(
                  () ->
                      key.orElseThrow()
                          + ": its certificate is missing; give the certificate as"
                          + " well"));
    }
  }

  /**
   * The TLS of these files.
   *
   * @throws IllegalArgumentException with a sentence that names the file, if one can't be read or
   *     isn't what it should be
   */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          certificate.isPresent() ? identity(certificate.get(), key.orElseThrow()) : null,
          trust(),
          null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("TLS can't be set up: " + Reason.of(e), e);
    }
  }

  private TrustManager[] trust() throws GeneralSecurityException, IOException {
    if (verification == Verification.NONE) {
      return new TrustManager[] {new AnyPeer()};
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities.isEmpty() ? null : storeOfAuthorities());
    TrustManager[] managers = factory.getTrustManagers();
    if (verification == Verification.NAME_OF_ADDRESS) {
      for (int i = 0; i < managers.length; i++) {
        if (managers[i] instanceof X509ExtendedTrustManager strict) {
          managers[i] = new PeerByAddress(strict);
        }
      }
    }
    return managers;
  }

  private KeyStore storeOfAuthorities() throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore(null);
    int number = 0;
    for (PemFile file : authorities) {
      for (X509Certificate authority : file.certificates()) {
        store.setCertificateEntry("ca" + number++, authority);
      }
    }
    return store;
  }

  private static KeyManager[] identity(PemFile certificate, PemFile key)
      throws GeneralSecurityException, IOException {
    CertifiedKey own = CertifiedKey.read(certificate, key);
    char[] password = UUID.randomUUID().toString().toCharArray(); // of a store in memory only
    KeyStore store = emptyStore(password);
    store.setKeyEntry("client", own.key(), password, own.certificates());
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
