package io.herald.etcd;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach a cluster. Files are read when a connection is made, and again with each new one.
 *
 * @param endpoints one at least, all with TLS or all without; the next is asked when one is away
 * @param caFile certificates that vouch for the members, PEM; empty: those that Java trusts
 * @param clientCertificate what we show of ourselves
 * @param user whom we log in as
 * @param timeout of one request, 100 ms to 10 min
 */
public record EtcdSettings(
    List<EtcdEndpoint> endpoints,
    Optional<Path> caFile,
    Optional<ClientCertificate> clientCertificate,
    Optional<User> user,
    Duration timeout) {

  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /**
   * Ours in TLS.
   *
   * @param certificate PEM, our own certificate first
   * @param key PEM, unencrypted
   */
  public record ClientCertificate(Path certificate, Path key) {}

  /**
   * A user of etcd.
   *
   * @param passwordFile holds the password; spaces and line ends around it don't count
   * @param setBy the parameters that name both, for errors; empty: none do
   */
  public record User(String name, Path passwordFile, String setBy) {

    /** Whom no parameter names. */
    public User(String name, Path passwordFile) {
      this(name, passwordFile, "");
    }
  }

  /**
   * @throws IllegalArgumentException if there is no endpoint, TLS is mixed, files of TLS are given
   *     without TLS, or the time-out is out of range
   */
  public EtcdSettings {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("no endpoint of etcd is given");
    }
    boolean tls = endpoints.get(0).tls();
    if (endpoints.stream().anyMatch(endpoint -> endpoint.tls() != tls)) {
      throw new IllegalArgumentException("etcd's endpoints mix http and https");
    }
    if (!tls && (caFile.isPresent() || clientCertificate.isPresent())) {
      throw new IllegalArgumentException(
          "certificates are given for etcd, but its endpoints are http; write https://");
    }
    if (timeout.compareTo(Duration.ofMillis(100)) < 0
        || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException(
          "the time-out of etcd is " + timeout + "; it must be 100 ms to 10 min");
    }
  }

  /** Without TLS and user. */
  public static EtcdSettings of(String endpoints) {
    return new EtcdSettings(
        EtcdEndpoint.parseList(endpoints),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        DEFAULT_TIMEOUT);
  }

  public EtcdSettings withUser(User other) {
    return new EtcdSettings(endpoints, caFile, clientCertificate, Optional.of(other), timeout);
  }

  public EtcdSettings withCaFile(Path other) {
    return new EtcdSettings(endpoints, Optional.of(other), clientCertificate, user, timeout);
  }

  public EtcdSettings withClientCertificate(ClientCertificate other) {
    return new EtcdSettings(endpoints, caFile, Optional.of(other), user, timeout);
  }

  public EtcdSettings withTimeout(Duration other) {
    return new EtcdSettings(endpoints, caFile, clientCertificate, user, other);
  }
}
