package io.herald.mesos.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import io.herald.runtime.time.MonotonicClock;
import io.herald.runtime.tls.PemKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs in at an IAM service as DC/OS has it: a JWT signed with the account's key (RFC 7519, RS256)
 * is exchanged for a token, and requests carry {@code Authorization: token=…}.
 *
 * <p>The token is used again until it is about to end, or a master refuses it. Of several requests
 * that need a new one, one logs in and the others wait for it. A failed login is not tried again by
 * itself: who asks tries on, with a back-off.
 */
public final class IamLogin implements Authorization {

  private static final Logger log = LoggerFactory.getLogger(IamLogin.class);

  private static final Duration LOGIN_LIFE = Duration.ofHours(1);

  /** A token that does not say when it ends is taken to last that long. */
  private static final Duration ASSUMED_LIFE = Duration.ofHours(1);

  /** So long before its end a token is renewed: requests that carry it must arrive before. */
  private static final Duration RENEW_BEFORE = Duration.ofMinutes(2);

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int LONGEST_ANSWER = 1 << 20;
  private static final int LONGEST_REFUSAL = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Account account;
  private final HttpClient http;
  private final Clock clock;

  // Guarded by this.
  private @Nullable String header;
  private Instant renewAt = Instant.MIN;
  private boolean troubled;

  /**
   * Who logs in where.
   *
   * @param uid the service account
   * @param key its RSA key; never printed
   * @param endpoint of the login, an absolute http or https URI
   */
  public record Account(String uid, PrivateKey key, URI endpoint) {

    /**
     * Reads an account.
     *
     * @param privateKey PEM, PKCS #8 or PKCS #1, not encrypted
     * @throws IllegalArgumentException if one of them is empty or malformed; no message holds the
     *     key
     */
    public static Account of(String uid, String privateKey, String endpoint) {
      if (uid.isEmpty()) {
        throw new IllegalArgumentException("\"uid\" is empty; write the service account's id");
      }
      URI uri;
      try {
        uri = URI.create(endpoint);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "\"login_endpoint\" = \"" + endpoint + "\" is not a URI; write https://host/path", e);
      }
      if (uri.getHost() == null
          || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
        throw new IllegalArgumentException(
            "\"login_endpoint\" = \""
                + endpoint
                + "\" is no http address; write https://host/path");
      }
      return new Account(uid, rsaKey(privateKey), uri);
    }

    private static PrivateKey rsaKey(String pem) {
      PrivateKey key;
      try {
        key = PemKey.read(pem);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "\"private_key\" holds no whole, unencrypted RSA key in PEM; write -----BEGIN PRIVATE"
                + " KEY----- and so on, with \\n for its line ends",
            e);
      }
      if (!key.getAlgorithm().equals("RSA")) {
        throw new IllegalArgumentException(
            "\"private_key\" is a key of " + key.getAlgorithm() + "; give one of RSA");
      }
      return key;
    }

    @Override
    public String toString() {
      return "Account[uid=" + uid + ", key=…, endpoint=" + endpoint + "]";
    }
  }

  /**
   * @param http verifies the endpoint's certificate as it is set to
   */
  public IamLogin(Account account, HttpClient http, Clock clock) {
    this.account = account;
    this.http = http;
    this.clock = clock;
  }

  /**
   * The login of an account that stands in a JSON file with {@code uid}, {@code private_key} and
   * {@code login_endpoint}.
   *
   * @param setting what named the file, for messages
   * @param tls of the masters; an https endpoint is verified by the same authorities
   * @throws IllegalArgumentException if the file can't be read or is no good; the message names it
   *     and holds no secret
   */
  public static IamLogin ofFile(String setting, Path file, Optional<SSLContext> tls, Clock clock) {
    String where = setting + " \"" + file + "\" can't be used: ";
    Account account;
    try {
      JsonNode iam = JSON.readTree(Files.readAllBytes(file));
      account =
          Account.of(
              iam.path("uid").asText(""),
              iam.path("private_key").asText(""),
              iam.path("login_endpoint").asText(""));
    } catch (JacksonException e) {
      // Without the parser's own words and cause: they could quote the private key.
      throw new IllegalArgumentException(
          where + "it is not JSON; write an object with uid," + " private_key and login_endpoint");
    } catch (IOException e) {
      throw new IllegalArgumentException(where + Reason.of(file, e), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + e.getMessage(), e);
    }
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT);
    tls.ifPresent(http::sslContext);
    return new IamLogin(account, http.build(), clock);
  }

  @Override
  public synchronized String header() throws IOException {
    if (header == null || !clock.instant().isBefore(renewAt)) {
      try {
        logIn();
        if (troubled) {
          troubled = false;
          log.info("IAM login at {}: works again", account.endpoint());
        }
      } catch (IOException e) {
        if (!troubled) {
          troubled = true;
          log.warn("{}; trying on when the next request is made", e.getMessage());
        }
        throw e;
      }
    }
    return java.util.Objects.requireNonNull(header);
  }

  @Override
  public String who() {
    return "the token of IAM account \"" + account.uid() + "\"";
  }

  @Override
  public String remedy() {
    return "check that the masters take tokens of " + account.endpoint();
  }

  @Override
  public synchronized boolean refused(String refusedHeader) {
    if (refusedHeader.equals(header)) {
      header = null;
    }
    return true;
  }

  private void logIn() throws IOException {
    Instant now = clock.instant();
    HttpRequest request =
        HttpRequest.newBuilder(account.endpoint())
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    JSON.writeValueAsBytes(
                        JSON.createObjectNode()
                            .put("uid", account.uid())
                            .put(
                                "token",
                                signed(MonotonicClock.dateOf(now, clock).plus(LOGIN_LIFE))))))
            .build();
    HttpResponse<InputStream> response;
    try {
      response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new IOException(where() + " no answer: " + Reason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(where() + " interrupted", e);
    }
    if (response.statusCode() != 200) {
      throw new IOException(
          where()
              + " answered "
              + response.statusCode()
              + "; check the uid and its key: "
              + withoutSecrets(beginning(response.body())));
    }
    String token;
    try (InputStream body = response.body()) {
      token = JSON.readTree(body.readNBytes(LONGEST_ANSWER)).path("token").asText("");
    } catch (JacksonException e) {
      throw new IOException(where() + " answered 200 with what is not JSON", e);
    }
    if (token.isEmpty() || token.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
      throw new IOException(where() + " answered 200 without a usable \"token\"");
    }
    header = "token=" + token;
    renewAt =
        renewal(
            now,
            end(token)
                .map(end -> MonotonicClock.readingAt(end, clock))
                .orElse(now.plus(ASSUMED_LIFE)));
  }

  /** Short-lived tokens are renewed at half of their time. */
  private static Instant renewal(Instant now, Instant end) {
    Duration half = Duration.between(now, end).dividedBy(2);
    return half.compareTo(RENEW_BEFORE) < 0 ? now.plus(half) : end.minus(RENEW_BEFORE);
  }

  private static String beginning(InputStream body) throws IOException {
    try (body) {
      String text = new String(body.readNBytes(LONGEST_REFUSAL), UTF_8);
      return Printable.of(text.replaceAll("<[^>]*>|\\s+", " ").strip(), LONGEST_REFUSAL);
    }
  }

  /** What an endpoint says of a login that it refuses may hold what it was sent. */
  private static String withoutSecrets(String text) {
    return text.replaceAll("(\"token\"\\s*:\\s*\")[^\"]*", "$1…")
        .replaceAll("[A-Za-z0-9_+/=.-]{40,}", "…");
  }

  private String where() {
    return "IAM login of \"" + account.uid() + "\" at " + account.endpoint() + ":";
  }

  /** When a token ends, if it is a JWT and says so. Its signature is the masters' business. */
  private static Optional<Instant> end(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      JsonNode exp = JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).path("exp");
      return exp.isNumber() ? Optional.of(Instant.ofEpochSecond(exp.asLong())) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      log.debug("the IAM token is no JWT", e);
      return Optional.empty();
    }
  }

  private String signed(Instant end) throws IOException {
    String claims =
        base64(
                JSON.writeValueAsBytes(
                    JSON.createObjectNode().put("alg", "RS256").put("typ", "JWT")))
            + "."
            + base64(
                JSON.writeValueAsBytes(
                    JSON.createObjectNode()
                        .put("uid", account.uid())
                        .put("exp", end.getEpochSecond())));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(account.key());
      signature.update(claims.getBytes(UTF_8));
      return claims + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IOException(where() + " the key can't sign: " + Reason.of(e), e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return account.toString();
  }
}
