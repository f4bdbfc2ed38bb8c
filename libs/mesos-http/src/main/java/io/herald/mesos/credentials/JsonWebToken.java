package io.herald.mesos.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tokens as RFC 7519 has them: one signed with RS256, and the end of another's. Stateless. */
final class JsonWebToken {

  private static final Logger log = LoggerFactory.getLogger(JsonWebToken.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonWebToken() {}

  /**
   * The token by which a service account proves who it is.
   *
   * @param end when the token ends
   * @throws GeneralSecurityException if the key can't sign
   */
  static String signed(String uid, PrivateKey key, Instant end)
      throws IOException, GeneralSecurityException {
    String claims =
        base64(
                JSON.writeValueAsBytes(
                    JSON.createObjectNode().put("alg", "RS256").put("typ", "JWT")))
            + "."
            + base64(
                JSON.writeValueAsBytes(
                    JSON.createObjectNode().put("uid", uid).put("exp", end.getEpochSecond())));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(claims.getBytes(UTF_8));
    return claims + "." + base64(signature.sign());
  }

  /** When a token ends, if it is a JWT and says so. Its signature is the masters' business. */
  static Optional<Instant> end(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      JsonNode exp = JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).path("exp");
      return exp.isNumber() ? Optional.of(Instant.ofEpochSecond(exp.asLong())) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      log.debug("the IAM token is not a JWT", e);
      return Optional.empty();
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
