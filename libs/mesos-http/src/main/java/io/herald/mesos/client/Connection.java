package io.herald.mesos.client;

import io.herald.mesos.credentials.Authorization;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How to talk to a master or an agent.
 *
 * @param tls the trust to use https with; absent: http
 * @param authorization what to log in with; absent: without a login
 * @param requestTimeout how long an answer may take to begin, and be silent in the middle; for a
 *     subscription, until its first event
 * @param answerLimit how many bytes an answer may have, unpacked; a longer one is a failed one
 */
public record Connection(
    Optional<SSLContext> tls,
    Optional<Authorization> authorization,
    Duration requestTimeout,
    long answerLimit) {

  /** The state of a cluster of some million tasks, and much that is only for show. */
  public static final long DEFAULT_ANSWER_LIMIT = 4_000_000_000L;

  /** An answer that is kept in memory may fill this part of it. */
  private static final int PART_OF_MEMORY = 2;

  /** With the answer limit that is enough for all that are known. */
  public Connection(
      Optional<SSLContext> tls, Optional<Authorization> authorization, Duration requestTimeout) {
    this(tls, authorization, requestTimeout, DEFAULT_ANSWER_LIMIT);
  }

  /** Over http, without a login. */
  public static Connection plain() {
    return new Connection(Optional.empty(), Optional.empty(), Duration.ofSeconds(30));
  }

  public Connection withCredentials(Authorization newAuthorization) {
    return new Connection(tls, Optional.of(newAuthorization), requestTimeout, answerLimit);
  }

  public Connection withRequestTimeout(Duration newTimeout) {
    return new Connection(tls, authorization, newTimeout, answerLimit);
  }

  public Connection withTls(SSLContext context) {
    return new Connection(Optional.of(context), authorization, requestTimeout, answerLimit);
  }

  public Connection withAnswerLimit(long bytes) {
    return new Connection(tls, authorization, requestTimeout, bytes);
  }

  /** How many bytes an answer, or an event, may have that is kept in memory as a whole. */
  long keptAnswerLimit() {
    return Math.min(answerLimit, Runtime.getRuntime().maxMemory() / PART_OF_MEMORY);
  }

  String scheme() {
    return tls.isPresent() ? "https" : "http";
  }

  HttpClient newClient() {
    return newClient(tls, requestTimeout);
  }

  /**
   * The same.
   *
   * @param worker does its work, none of which waits
   */
  HttpClient newClient(Executor worker) {
    return builder(tls, requestTimeout).executor(worker).build();
  }

  static HttpClient newClient(Optional<SSLContext> tls, Duration connectTimeout) {
    return builder(tls, connectTimeout).build();
  }

  private static HttpClient.Builder builder(Optional<SSLContext> tls, Duration connectTimeout) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout);
    tls.ifPresent(builder::sslContext);
    return builder;
  }

  /** The Authorization header's value; null for none. */
  @Nullable String header() throws IOException {
    return authorization.isPresent() ? authorization.get().header() : null;
  }

  /** A request with that header was answered 401: whether to try once more. */
  boolean refused(@Nullable String header) {
    return header != null && authorization.isPresent() && authorization.get().refused(header);
  }
}
