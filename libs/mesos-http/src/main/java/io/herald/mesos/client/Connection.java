package io.herald.mesos.client;

import io.herald.mesos.codec.MessageFormat;
import io.herald.mesos.credentials.Authorization;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How to talk to a master or an agent.
 *
 * @param format of events and calls
 * @param tls the trust to use https with; absent: http
 * @param authorization what to log in with; absent: nobody is logged in
 * @param requestTimeout how long an answer may take to begin, and be silent in the middle; for a
 *     subscription, until its first event
 */
public record Connection(
    MessageFormat format,
    Optional<SSLContext> tls,
    Optional<Authorization> authorization,
    Duration requestTimeout) {

  /** Protobuf over http, nobody logged in. */
  public static Connection plain() {
    return new Connection(
        MessageFormat.PROTOBUF, Optional.empty(), Optional.empty(), Duration.ofSeconds(30));
  }

  public Connection withFormat(MessageFormat newFormat) {
    return new Connection(newFormat, tls, authorization, requestTimeout);
  }

  public Connection withCredentials(Authorization newAuthorization) {
    return new Connection(format, tls, Optional.of(newAuthorization), requestTimeout);
  }

  public Connection withRequestTimeout(Duration newTimeout) {
    return new Connection(format, tls, authorization, newTimeout);
  }

  public Connection withTls(SSLContext context) {
    return new Connection(format, Optional.of(context), authorization, requestTimeout);
  }

  String scheme() {
    return tls.isPresent() ? "https" : "http";
  }

  HttpClient newClient() {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(requestTimeout);
    tls.ifPresent(builder::sslContext);
    return builder.build();
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
