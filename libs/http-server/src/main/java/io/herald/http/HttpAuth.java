package io.herald.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.TlsKeyPair;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.files.ReloadingFile;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.tls.CertifiedKey;
import io.herald.runtime.tls.PemFile;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which clients may use a server, by address, certificate and token, and the certificate that it
 * shows them. Files are looked at when a request or connection needs them, at most once a second;
 * while a changed file can't be used, its last good content stays. Safe for any thread.
 */
public final class HttpAuth {

  private static final Logger log = LoggerFactory.getLogger(HttpAuth.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final String BEARER = "bearer ";

  private final List<CidrNetwork> networks;
  private final CrossOrigin crossOrigin;
  private final Map<AccessGroup, Rules> groups = new EnumMap<>(AccessGroup.class);
  private final Optional<ReloadingFile<TlsKeyPair>> identity;
  private final Optional<ReloadingFile<List<X509Certificate>>> clientAuthorities;

  /** What one group asks of its clients. */
  private record Rules(
      List<CidrNetwork> networks, List<ReloadingFile<byte[]>> tokens, boolean certificate) {}

  /**
   * Reads the files.
   *
   * @param clock of the time between two looks at the files: one that is never set
   * @throws IllegalArgumentException if one can't be read or used; the message names the parameter
   */
  public HttpAuth(HttpAccess access, Clock clock) {
    this.networks = access.allow();
    this.crossOrigin = new CrossOrigin(access.origins());
    this.identity = access.identity().map(files -> identity(files, clock));
    this.clientAuthorities = access.clientAuthorities().map(file -> authorities(file, clock));
    Map<Path, ReloadingFile<byte[]>> tokens = new HashMap<>();
    List<ReloadingFile<byte[]>> own =
        access
            .tokenFile()
            .map(file -> tokens.computeIfAbsent(file, path -> token("httpTokenFile", path, clock)))
            .stream()
            .toList();
    for (AccessGroup group : AccessGroup.values()) {
      GroupAccess of = access.of(group);
      List<ReloadingFile<byte[]>> its =
          of.tokenFiles()
              .map(
                  files ->
                      files.stream()
                          .map(
                              file ->
                                  tokens.computeIfAbsent(
                                      file, path -> token("httpGroupTokenFiles", path, clock)))
                          .toList())
              .orElse(own);
      groups.put(
          group, new Rules(of.allow(), its, clientAuthorities.isPresent() && of.certificate()));
    }
  }

  /** Which pages may read responses in a browser. */
  CrossOrigin crossOrigin() {
    return crossOrigin;
  }

  /** Whether a client of this address may connect. */
  boolean admits(InetAddress client) {
    return contains(networks, client);
  }

  /** Whether a client of this address may use the group. */
  boolean admits(InetAddress client, AccessGroup group) {
    return admits(client) && contains(rules(group).networks(), client);
  }

  private static boolean contains(List<CidrNetwork> networks, InetAddress client) {
    return networks.isEmpty() || networks.stream().anyMatch(network -> network.contains(client));
  }

  private Rules rules(AccessGroup group) {
    return requireNonNull(groups.get(group), "every group has its rules");
  }

  /**
   * Why a request is refused; empty if it is allowed.
   *
   * @param forProbes whether its route is for clients without token and certificate
   * @param authorization the request's header of that name
   * @param tls the connection's; null: it has none
   */
  Optional<AccessRefusal> refusal(
      InetAddress client,
      AccessGroup group,
      boolean forProbes,
      @Nullable String authorization,
      @Nullable SSLSession tls) {
    if (!admits(client)) {
      return Optional.of(AccessRefusal.SERVER);
    }
    Rules rules = rules(group);
    if (!contains(rules.networks(), client)) {
      return Optional.of(AccessRefusal.network(group));
    }
    if (forProbes) {
      return Optional.empty();
    }
    if (rules.certificate() && !hasCertificate(tls)) {
      return Optional.of(AccessRefusal.CERTIFICATE);
    }
    if (rules.tokens().isEmpty()) {
      return Optional.empty();
    }
    if (authorization == null || !holdsToken(authorization)) {
      return Optional.of(AccessRefusal.TOKEN);
    }
    return knows(rules.tokens(), authorization)
        ? Optional.empty()
        : Optional.of(AccessRefusal.WRONG_TOKEN);
  }

  private static boolean holdsToken(String authorization) {
    return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
  }

  /** The handshake has checked it, if there is one. */
  private static boolean hasCertificate(@Nullable SSLSession tls) {
    try {
      return tls != null && tls.getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException e) {
      return false; // it showed none
    }
  }

  /** Takes as long for a wrong token as for a right one. */
  private static boolean knows(List<ReloadingFile<byte[]>> tokens, String authorization) {
    byte[] sent = authorization.substring(BEARER.length()).strip().getBytes(UTF_8);
    boolean known = false;
    for (ReloadingFile<byte[]> token : tokens) {
      known |= MessageDigest.isEqual(sent, token.get());
    }
    return known;
  }

  /** Whose certificates clients show; empty: they are asked for none. */
  Optional<List<X509Certificate>> clientAuthorities() {
    return clientAuthorities.map(ReloadingFile::get);
  }

  /** The certificate and key for a new connection; empty: the server speaks http. */
  Optional<TlsKeyPair> identity() {
    return identity.map(ReloadingFile::get);
  }

  private static ReloadingFile<byte[]> token(String parameter, Path file, Clock clock) {
    String what = parameter + " \"" + file + "\"";
    try {
      return new ReloadingFile<>(
          List.of(file), () -> readToken(what, file), new Log<>(what), INTERVAL, clock);
    } catch (IOException e) {
      throw new IllegalArgumentException(what + " can't be read: " + Reason.of(file, e), e);
    }
  }

  private static byte[] readToken(String what, Path file) throws IOException {
    String token = Files.readString(file).strip();
    if (token.isEmpty() || token.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException(
          what
              + " must hold one token without blanks; make one with:"
              + " openssl rand -hex 32 > "
              + file);
    }
    return token.getBytes(UTF_8);
  }

  private static ReloadingFile<TlsKeyPair> identity(HttpAccess.Identity files, Clock clock) {
    PemFile certificate = new PemFile("httpCertFile", files.certificate().toString());
    PemFile key = new PemFile("httpKeyFile", files.key().toString());
    try {
      return new ReloadingFile<>(
          List.of(files.certificate(), files.key()),
          () -> {
            CertifiedKey pair = CertifiedKey.read(certificate, key);
            return TlsKeyPair.of(pair.key(), pair.certificates());
          },
          new Log<>(certificate + " and " + key),
          INTERVAL,
          clock);
    } catch (IOException e) {
      throw new IllegalArgumentException(certificate + ": " + Reason.of(e), e);
    }
  }

  private static ReloadingFile<List<X509Certificate>> authorities(Path file, Clock clock) {
    PemFile pem = new PemFile("httpClientCaFile", file.toString());
    try {
      return new ReloadingFile<>(
          List.of(file), pem::certificates, new Log<>(pem.toString()), INTERVAL, clock);
    } catch (IOException e) {
      throw new IllegalArgumentException(pem + ": " + Reason.of(e), e);
    }
  }

  /** One line for each change of the files. */
  private record Log<T>(String what) implements ReloadingFile.Listener<T> {

    @Override
    public void reloaded(T content) {
      log.info("{}: new content is in force", what);
    }

    @Override
    public void failed(String reason) {
      log.error("the last good content of {} stays in force: {}", what, reason);
    }
  }
}
