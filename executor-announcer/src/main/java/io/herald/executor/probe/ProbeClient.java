package io.herald.executor.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request on a connection that is closed after the answer, so that a single-threaded
 * server is free for others. One time-out covers connecting, sending and reading, but not the
 * look-up. An interrupt ends it at once. For use by one thread at a time.
 */
public final class ProbeClient {

  /** This host, as tasks are asked that have its network. */
  public static final String LOCALHOST = "localhost";

  /** More in a row are a circle. */
  private static final int MOST_REDIRECTS = 5;

  private @Nullable TrustAllTls tls;

  /**
   * The URL of something on this host.
   *
   * @param endpoint path and query; its first slash may be missing
   * @throws IllegalArgumentException if the endpoint is not a path of a URI
   */
  public static URI local(boolean tls, int port, String endpoint) {
    return url(tls, LOCALHOST, port, endpoint);
  }

  /**
   * The URL of something on a host.
   *
   * @param host an IPv6 address without brackets
   * @param endpoint path and query; its first slash may be missing
   * @throws IllegalArgumentException if the endpoint is not a path of a URI
   */
  public static URI url(boolean tls, String host, int port, String endpoint) {
    String path = endpoint.startsWith("/") ? endpoint : "/" + endpoint;
    String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return URI.create((tls ? "https" : "http") + "://" + name + ":" + port + path);
  }

  /**
   * Connects to a host, and does no more.
   *
   * @throws IOException with a clause that says why not, for each of the host's addresses
   */
  public static void connect(String host, int port, Duration timeout)
      throws IOException, InterruptedException {
    PlainWire.open(host, port, Deadline.in(timeout)).close();
  }

  /**
   * POST without a body. Redirects are not followed.
   *
   * @param bodyLimit bytes of the answer's body to read
   * @throws SocketTimeoutException if no status came in time
   * @throws IOException with a clause that says why there is no status
   */
  public HttpReply post(URI uri, int bodyLimit, Duration timeout)
      throws IOException, InterruptedException {
    prepare(uri);
    return ask("POST", uri, bodyLimit, Deadline.in(timeout));
  }

  /**
   * GET. Redirects are followed, but for those from https to http.
   *
   * @param bodyLimit bytes of the answer's body to read
   * @throws SocketTimeoutException if no status came in time
   * @throws IOException with a clause that says why there is no status
   */
  public HttpReply get(URI uri, int bodyLimit, Duration timeout)
      throws IOException, InterruptedException {
    prepare(uri);
    Deadline deadline = Deadline.in(timeout);
    HttpReply reply = ask("GET", uri, bodyLimit, deadline);
    URI asked = uri;
    for (int hop = 0; hop < MOST_REDIRECTS && reply.isRedirect(); hop++) {
      Optional<URI> next = target(asked, reply.location().orElseThrow());
      if (next.isEmpty()) {
        return reply;
      }
      asked = next.get();
      try {
        reply = ask("GET", asked, bodyLimit, deadline);
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        String to = Printable.of(asked.toString());
        throw new IOException("it redirects to " + to + ": " + Reason.of(e), e);
      }
    }
    return reply;
  }

  private void prepare(URI uri) throws IOException {
    if (tls == null && isHttps(uri)) {
      tls = new TrustAllTls();
    }
  }

  private static Optional<URI> target(URI asked, String location) {
    URI next;
    try {
      next = asked.resolve(location);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    boolean known = isHttps(next) || "http".equalsIgnoreCase(next.getScheme());
    boolean down = isHttps(asked) && !isHttps(next);
    return known && !down && next.getHost() != null ? Optional.of(next) : Optional.empty();
  }

  private HttpReply ask(String method, URI uri, int bodyLimit, Deadline deadline)
      throws IOException, InterruptedException {
    String host = host(uri);
    int port = uri.getPort() >= 0 ? uri.getPort() : isHttps(uri) ? 443 : 80;
    prepare(uri); // For a redirect.
    PlainWire plain = PlainWire.open(host, port, deadline);
    try (Wire wire = isHttps(uri) ? secured(plain, host, port) : plain) {
      wire.write(ByteBuffer.wrap(request(method, uri).getBytes(US_ASCII)));
      return new HttpReplyReader(wire).read(bodyLimit);
    }
  }

  private Wire secured(PlainWire plain, String host, int port)
      throws IOException, InterruptedException {
    return TlsWire.over(plain, requireNonNull(tls).engine(host, port));
  }

  /** An IPv6 address without brackets. */
  static String host(URI uri) {
    return uri.getHost().replaceAll("[\\[\\]]", "");
  }

  /** The head of a request without a body. */
  static String request(String method, URI uri) {
    URI ascii = URI.create(uri.toASCIIString());
    String path =
        ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
    String host = ascii.getHost() + (ascii.getPort() >= 0 ? ":" + ascii.getPort() : "");
    String body = method.equals("POST") ? "Content-Length: 0\r\n" : "";
    return method.toUpperCase(Locale.ROOT)
        + " "
        + path
        + query
        + " HTTP/1.1\r\nHost: "
        + host
        + "\r\nConnection: close\r\nUser-Agent: herald\r\nAccept: */*\r\n"
        + body
        + "\r\n";
  }

  private static boolean isHttps(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }
}
