package io.herald.minimesos.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import io.herald.minimesos.http.RefusedException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Executor authentication as an agent with {@code --authenticate_http_executors} has it: each
 * executor gets a JSON web token (RFC 7519, HS256) that names it, and each of its calls must carry
 * that token.
 */
final class ExecutorTokens {

  private static final String REALM = "Bearer realm=\"mesos-agent-executor\"";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECRET_BYTES = 32;

  private final byte[] secret = new byte[SECRET_BYTES];

  ExecutorTokens() {
    new SecureRandom().nextBytes(secret);
  }

  /** The token of an executor. */
  String issue(String frameworkId, String executorId, String containerId) {
    ObjectNode claims = JSON.createObjectNode();
    claims.put("cid", containerId);
    claims.put("eid", executorId);
    claims.put("fid", frameworkId);
    String signed =
        base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8))
            + "."
            + base64(claims.toString().getBytes(UTF_8));
    return signed + "." + base64(signature(signed));
  }

  /**
   * Lets an executor's call pass.
   *
   * @throws RefusedException 401 without a token of this agent, 403 with that of another executor
   */
  void check(AggregatedHttpRequest request, String frameworkId, String executorId) {
    String header = request.headers().get(HttpHeaderNames.AUTHORIZATION);
    if (header == null) {
      throw RefusedException.unauthorized(REALM); // RFC 6750 §3.1: without a reason
    }
    String[] words = header.split(" ", -1);
    if (words.length != 2) {
      throw invalid("Malformed 'Authorization' header");
    }
    if (!words[0].equals("Bearer")) {
      throw invalid("Scheme '" + words[0] + "' unrecognized");
    }
    JsonNode claims = claims(words[1]);
    if (!claims.path("fid").asText().equals(frameworkId)
        || !claims.path("eid").asText().equals(executorId)) {
      throw RefusedException.forbidden("403 Forbidden.");
    }
  }

  private JsonNode claims(String token) {
    int end = token.lastIndexOf('.');
    int middle = token.indexOf('.');
    if (middle < 0 || middle == end) {
      throw invalid("Invalid JWT: Expected 3 components");
    }
    try {
      byte[] given = Base64.getUrlDecoder().decode(token.substring(end + 1));
      if (!MessageDigest.isEqual(signature(token.substring(0, end)), given)) {
        throw invalid("Invalid JWT: Token signature does not match");
      }
      return JSON.readTree(Base64.getUrlDecoder().decode(token.substring(middle + 1, end)));
    } catch (IOException | IllegalArgumentException e) {
      throw invalid("Invalid JWT: Failed to decode the token");
    }
  }

  private static RefusedException invalid(String description) {
    return RefusedException.unauthorized(
        REALM + ", error=\"invalid_token\", error_description=\"" + description + "\"");
  }

  private byte[] signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
