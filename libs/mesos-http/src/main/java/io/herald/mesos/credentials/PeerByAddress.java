package io.herald.mesos.credentials;

import io.herald.runtime.failure.Reason;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a server by the chain of its certificate, and by its name: the one that was asked for, or,
 * where an address was asked for, a name that this machine knows the address by. Mesos' own
 * executors do so too, as they know only their agent's address.
 */
final class PeerByAddress extends X509ExtendedTrustManager {

  private static final int DNS_NAME = 2;

  private final X509ExtendedTrustManager strict;
  private final Function<String, Set<String>> names;

  PeerByAddress(X509ExtendedTrustManager strict) {
    this(strict, PeerByAddress::namesOf);
  }

  /**
   * @param names those of an address, in lower case
   */
  PeerByAddress(X509ExtendedTrustManager strict, Function<String, Set<String>> names) {
    this.strict = strict;
    this.names = names;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    try {
      strict.checkServerTrusted(chain, type, engine);
    } catch (CertificateException e) {
      strict.checkServerTrusted(chain, type); // a bad chain is reported as such
      Set<String> known = known(engine.getPeerHost());
      if (dnsNames(chain[0]).stream()
          .noneMatch(own -> known.stream().anyMatch(name -> matches(own, name)))) {
        throw new CertificateException(
            Reason.of(e)
                + (known.isEmpty()
                    ? ""
                    : "; nor is the certificate made out to a name of that address: "
                        + String.join(", ", known)),
            e);
      }
    }
  }

  private Set<String> known(@Nullable String host) {
    boolean address = host != null && (host.indexOf(':') >= 0 || host.matches("[0-9.]+"));
    return address ? names.apply(host) : Set.of();
  }

  private static List<String> dnsNames(X509Certificate certificate)
      throws CertificateParsingException {
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    return all == null
        ? List.of()
        : all.stream()
            .filter(entry -> entry.get(0).equals(DNS_NAME))
            .map(entry -> String.valueOf(entry.get(1)).toLowerCase(Locale.ROOT))
            .toList();
  }

  /** A wildcard stands for the leftmost label and for it alone (RFC 9525 §6.3). */
  static boolean matches(String own, String name) {
    if (!own.startsWith("*.")) {
      return own.equals(name);
    }
    int dot = name.indexOf('.');
    return dot > 0
        && name.indexOf('.', dot + 1) > 0
        && own.substring(1).equals(name.substring(dot));
  }

  /** The names that this machine knows an address by. */
  private static Set<String> namesOf(String address) {
    Set<String> names = new LinkedHashSet<>();
    try {
      InetAddress there = InetAddress.getByName(address);
      add(names, there.getCanonicalHostName(), there);
      InetAddress here = InetAddress.getLocalHost();
      if (there.isLoopbackAddress() || there.equals(here)) {
        add(names, here.getHostName(), here);
        add(names, here.getCanonicalHostName(), here);
      }
    } catch (UnknownHostException e) {
      // This machine's own name does not resolve: what was found so far is all.
      return names;
    }
    return names;
  }

  private static void add(Set<String> names, String name, InetAddress address) {
    if (!name.equals(address.getHostAddress())) {
      names.add(name.toLowerCase(Locale.ROOT));
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    strict.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    strict.checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    strict.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    strict.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    strict.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return strict.getAcceptedIssuers();
  }
}
