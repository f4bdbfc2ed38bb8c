package io.herald.minimesos.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * HTTP Basic as Mesos' default authenticator has it ({@code --credentials} with {@code
 * --authenticate_http_…}): a known principal with its secret, or 401.
 *
 * @param secrets by principal; empty: no login is required
 */
public record Logins(Map<String, String> secrets) {

  private static final String SCHEME = "Basic ";

  public Logins {
    secrets = Map.copyOf(secrets);
  }

  public boolean required() {
    return !secrets.isEmpty();
  }

  /**
   * The principal of the request; empty where no login is required.
   *
   * @throws RefusedException 401, if the login is missing or wrong
   */
  public Optional<String> principal(AggregatedHttpRequest request, String realm) {
    if (!required()) {
      return Optional.empty();
    }
    String header = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    if (header.startsWith(SCHEME)) {
      String[] pair = decoded(header.substring(SCHEME.length())).split(":", 2);
      if (pair.length == 2 && pair[1].equals(secrets.get(pair[0]))) {
        return Optional.of(pair[0]);
      }
    }
    throw RefusedException.unauthorized("Basic realm=\"" + realm + "\"");
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64.strip()), UTF_8);
    } catch (IllegalArgumentException e) {
      return ""; // as good as none
    }
  }

  @Override
  public String toString() {
    return "Logins" + secrets.keySet();
  }
}
