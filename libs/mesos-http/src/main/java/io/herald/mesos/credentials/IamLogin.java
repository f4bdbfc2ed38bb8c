package io.herald.mesos.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.text.Printable;
import io.herald.runtime.time.MonotonicClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
 * that need a new one, one logs in and the others wait for it. A failed login fails the request;
 * the next request logs in again.
 */
public final class IamLogin implements Authorization {

  private static final Logger log = LoggerFactory.getLogger(IamLogin.class);

  private static final Duration LOGIN_LIFE = Duration.ofHours(1);

  /** Of a token that does not say when it ends. */
  private static final Duration ASSUMED_LIFE = Duration.ofHours(1);

  /** Before its end: requests that carry the token must arrive before that. */
  private static final Duration RENEW_BEFORE = Duration.ofMinutes(2);

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int LONGEST_ANSWER = 1 << 20;
  private static final int LONGEST_REFUSAL = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final IamAccount account;
  private final HttpClient http;
  private final Clock clock;

  private final FailureLog failures = new FailureLog(log);

  @GuardedBy("this")
  private @Nullable String header;

  @GuardedBy("this")
  private Instant renewAt = Instant.MIN;

  /**
   * @param http verifies the endpoint's certificate as it is set to
   */
  public IamLogin(IamAccount account, HttpClient http, Clock clock) {
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
   * @throws IllegalArgumentException if the file can't be read or used; the message names it and
   *     holds no secret
   */
  public static IamLogin ofFile(String setting, Path file, Optional<SSLContext> tls, Clock clock) {
    IamAccount account = IamAccount.ofFile(setting, file);
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
        failures.succeeded("IAM login at {}: works again", account.endpoint());
      } catch (IOException e) {
        failures.failed("{}; the next request tries again", e.getMessage());
        throw e;
      }
    }
    return requireNonNull(header);
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

  @GuardedBy("this")
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
            JsonWebToken.end(token)
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

  private String signed(Instant end) throws IOException {
    try {
      return JsonWebToken.signed(account.uid(), account.key(), end);
    } catch (GeneralSecurityException e) {
      throw new IOException(where() + " the key can't sign: " + Reason.of(e), e);
    }
  }

  @Override
  public String toString() {
    return account.toString();
  }
}
