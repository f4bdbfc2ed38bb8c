package io.herald.serverset.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import org.apache.curator.framework.AuthInfo;

/**
 * What a client shows to ZooKeeper (its {@code addauth}). A secret: its text form hides it.
 *
 * @param scheme {@code digest}, {@code sasl}, …
 * @param secret {@code user:password} for {@code digest}, otherwise what the scheme takes
 */
public record Credential(String scheme, String secret) {

  static final String DIGEST = "digest";

  /**
   * @throws IllegalArgumentException if a digest is not {@code user:password}
   */
  public Credential {
    requireNonNull(secret, "secret");
    if (scheme.isEmpty()) {
      throw new IllegalArgumentException("the scheme is empty");
    }
    // The first colon parts: a password may hold more of them.
    if (scheme.equals(DIGEST) && secret.indexOf(':') < 1) {
      throw new IllegalArgumentException("a digest credential is written user:password");
    }
  }

  static Credential digest(String userAndPassword) {
    return new Credential(DIGEST, userAndPassword);
  }

  AuthInfo forClient() {
    return new AuthInfo(scheme, secret.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return scheme + ":(secret)";
  }
}
