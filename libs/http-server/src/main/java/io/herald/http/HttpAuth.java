package io.herald.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.common.HttpStatus;
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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which clients may use a server, by address and token, and the certificate that it shows them.
 * Files are looked at when a request or connection needs them, at most once a second; while a
 * changed file can't be used, its last good content stays. Safe for any thread.
 */
public final class HttpAuth {

  private static final Logger log = LoggerFactory.getLogger(HttpAuth.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final String BEARER = "bearer ";

  private final List<CidrNetwork> networks;
  private final CrossOrigin crossOrigin;
  private final Optional<ReloadingFile<byte[]>> token;
  private final Optional<ReloadingFile<TlsKeyPair>> identity;

  /**
   * Reads the files.
   *
   * @param clock of the time between two looks at the files: one that is never set
   * @throws IllegalArgumentException if one can't be read or used; the message names the parameter
   */
  public HttpAuth(HttpAccess access, Clock clock) {
    this.networks = access.allow();
    this.crossOrigin = new CrossOrigin(access.origins());
    this.token = access.tokenFile().map(file -> token(file, clock));
    this.identity = access.identity().map(files -> identity(files, clock));
  }

  /** Which pages may read responses in a browser. */
  CrossOrigin crossOrigin() {
    return crossOrigin;
  }

  /** Whether a client of this address may connect. */
  boolean admits(InetAddress client) {
    return networks.isEmpty() || networks.stream().anyMatch(network -> network.contains(client));
  }

  /**
   * The status that refuses a request; empty if it is allowed.
   *
   * @param needsToken whether its route wants the token, if there is one
   * @param authorization the request's header of that name
   */
  Optional<HttpStatus> refusal(
      InetAddress client, boolean needsToken, @Nullable String authorization) {
    if (!admits(client)) {
      return Optional.of(HttpStatus.FORBIDDEN);
    }
    if (token.isEmpty() || !needsToken) {
      return Optional.empty();
    }
    boolean known =
        authorization != null
            && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
            // Takes as long for a wrong token as for the right one.
            && MessageDigest.isEqual(
                authorization.substring(BEARER.length()).strip().getBytes(UTF_8),
                token.get().get());
    return known ? Optional.empty() : Optional.of(HttpStatus.UNAUTHORIZED);
  }

  /** The certificate and key for a new connection; empty: the server speaks http. */
  Optional<TlsKeyPair> identity() {
    return identity.map(ReloadingFile::get);
  }

  private static ReloadingFile<byte[]> token(Path file, Clock clock) {
    String what = "httpTokenFile \"" + file + "\"";
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
