package io.herald.dns.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.TlsKeyPair;
import io.herald.dns.access.CidrNetwork;
import io.herald.dns.config.DnsConfig;
import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the API, by address and token, and the certificate that it shows. Files are read
 * again when they change. Safe for any thread.
 */
public final class HttpAuth {

  private static final String BEARER = "bearer ";

  /** Asked by load balancers and supervisors, who have no token; they tell nothing of a task. */
  private static final Set<String> WITHOUT_TOKEN = Set.of("/health", "/ready");

  private final List<CidrNetwork> networks;
  private final CrossOrigin crossOrigin;
  private final Optional<ReloadingFile<byte[]>> token;
  private final Optional<ReloadingFile<TlsKeyPair>> identity;

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if one can't be read or used; the message names the parameter
   */
  public HttpAuth(DnsConfig.HttpAccess access) {
    this.networks = access.allow();
    this.crossOrigin = new CrossOrigin(access.origins());
    this.token = access.tokenFile().map(HttpAuth::tokenIn);
    this.identity = access.identity().map(HttpAuth::identityIn);
  }

  /** Which pages may read answers in a browser. */
  CrossOrigin crossOrigin() {
    return crossOrigin;
  }

  /** Whether an address may ask at all. */
  boolean admits(InetAddress client) {
    return networks.isEmpty() || networks.stream().anyMatch(network -> network.contains(client));
  }

  /** What is wrong with a request; empty if it may pass. */
  Optional<HttpStatus> refusal(InetAddress client, String path, @Nullable String authorization) {
    if (!admits(client)) {
      return Optional.of(HttpStatus.FORBIDDEN);
    }
    if (token.isEmpty() || WITHOUT_TOKEN.contains(path)) {
      return Optional.empty();
    }
    boolean known =
        authorization != null
            && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
            // In a time that doesn't tell how much of it is right.
            && MessageDigest.isEqual(
                authorization.substring(BEARER.length()).strip().getBytes(UTF_8),
                token.get().get());
    return known ? Optional.empty() : Optional.of(HttpStatus.UNAUTHORIZED);
  }

  /** The certificate and key for a new connection; empty: the API speaks http. */
  Optional<TlsKeyPair> identity() {
    return identity.map(ReloadingFile::get);
  }

  private static ReloadingFile<byte[]> tokenIn(Path file) {
    return opened(
        "\"httpTokenFile\" = \"" + file + "\"",
        List.of(file),
        () -> {
          String token = Files.readString(file).strip();
          if (token.isEmpty() || token.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException(
                "there must be one token in it, without blanks; make one with: openssl rand -hex 32");
          }
          return token.getBytes(UTF_8);
        });
  }

  private static ReloadingFile<TlsKeyPair> identityIn(DnsConfig.Identity files) {
    return opened(
        "\"httpCertFile\" = \""
            + files.certificate()
            + "\", \"httpKeyFile\" = \""
            + files.key()
            + "\"",
        List.of(files.certificate(), files.key()),
        () -> {
          TlsKeyPair pair = TlsKeyPair.of(files.key().toFile(), files.certificate().toFile());
          checkFit(pair);
          return pair;
        });
  }

  /** Two files are rarely changed in one moment, and a key of another certificate serves nobody. */
  private static void checkFit(TlsKeyPair pair) {
    PrivateKey key = pair.privateKey();
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    try {
      byte[] text = "herald".getBytes(UTF_8);
      Signature sign = Signature.getInstance(algorithm);
      sign.initSign(key);
      sign.update(text);
      Signature verify = Signature.getInstance(algorithm);
      verify.initVerify(pair.certificateChain().get(0).getPublicKey());
      verify.update(text);
      if (verify.verify(sign.sign())) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "key and certificate can't be used together: " + Reason.of(e), e);
    }
    throw new IllegalArgumentException("the key is not that of the certificate");
  }

  private static <T> ReloadingFile<T> opened(
      String what, List<Path> files, ReloadingFile.Reading<T> reading) {
    try {
      return new ReloadingFile<>(what, files, reading);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
    }
  }
}
