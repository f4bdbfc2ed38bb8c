package io.herald.client;

import static java.util.Objects.requireNonNull;

import io.herald.client.http.ApiRequests;
import io.herald.client.http.HttpOptions;
import io.herald.client.json.ApiJson;
import io.herald.client.model.InstanceSelection;
import io.herald.client.model.ServiceInstance;
import io.herald.client.model.ServiceName;
import io.herald.client.model.ServiceSummary;
import io.herald.client.threads.ClientThreads;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Herald's services, for a Java program.
 *
 * <pre>{@code
 * HeraldClient herald = HeraldClient.at("http://10.0.0.8:8123", "http://10.0.0.9:8123");
 * ServiceWatch watch = herald.watch("http-example.test.vagrant", change -> System.out.println(change));
 * }</pre>
 *
 * <p>Several servers are replicas of one Herald: when one fails, the next is asked. Each watch has
 * a connection and a thread of its own, {@code herald-watch SERVICE}. Safe for any thread.
 */
public final class HeraldClient implements AutoCloseable {

  private static final int PAGE = 1000;

  /** More pages than this are a circle. */
  private static final int MOST_PAGES = 10_000;

  private final Builder options;
  private final ApiRequests requests;
  private final Set<WatchRun> watches = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  private HeraldClient(Builder options) {
    this.options = options;
    this.requests = new ApiRequests(options.http);
  }

  /**
   * A client of these servers. Connects to none of them yet.
   *
   * @param servers URLs, http or https, without {@code /v2}
   * @throws IllegalArgumentException if one is no such URL
   */
  public static HeraldClient at(String... servers) {
    return to(servers).build();
  }

  /** The same with more to choose. */
  public static Builder to(String... servers) {
    return new Builder(servers);
  }

  /**
   * Watches a service: the listener gets its instances as {@code ADDED}, and from then on what
   * changes. A service that does not exist yet is one without instances.
   *
   * @param service {@code NAME}, {@code FRAMEWORK:NAME} or {@code FRAMEWORK:NAME:ENVIRONMENT}, see
   *     {@link ServiceName#parse}; a name alone stands for the services of that name of all
   *     frameworks
   * @throws IllegalArgumentException if it is not one of these
   */
  public ServiceWatch watch(String service, ChangeListener listener) {
    return watch(InstanceSelection.of(ServiceName.parse(service)), listener);
  }

  /** Watches whatever is selected. */
  public ServiceWatch watch(InstanceSelection selection, ChangeListener listener) {
    requireNonNull(listener, "listener");
    Servers servers =
        new Servers(options.servers, options.first, options.longest, ThreadLocalRandom.current());
    WatchRun watch = new WatchRun(requests, servers, selection, listener, watches::remove);
    watches.add(watch);
    if (closed.get()) {
      watch.close();
      throw new IllegalStateException("the client is closed; make another to watch " + selection);
    }
    ClientThreads.watch(selection.toString(), watch).start();
    return watch;
  }

  /**
   * All services, now.
   *
   * @throws IOException if no server gives them; the message says why for each
   */
  public List<ServiceSummary> services() throws IOException, InterruptedException {
    return all("v2/services", ApiJson::services);
  }

  /**
   * The instances of a service, now.
   *
   * @param service as for {@link #watch(String, ChangeListener)}, but a name alone must be the name
   *     of one service
   * @throws IOException if no server gives them; the message says why for each
   */
  public List<ServiceInstance> instances(String service) throws IOException, InterruptedException {
    String key = ServiceName.parse(service).key();
    return all("v2/services/" + key + "/instances", ApiJson::instances);
  }

  /** Closes every watch, and all connections. Safe to call twice. */
  @Override
  public void close() {
    closed.set(true);
    watches.forEach(WatchRun::close);
    requests.close();
  }

  @FunctionalInterface
  private interface PageReader<T> {
    ApiJson.Page<T> read(String document) throws IOException;
  }

  private <T> List<T> all(String path, PageReader<T> reader)
      throws IOException, InterruptedException {
    List<String> reasons = new ArrayList<>();
    IOException last = null;
    for (URI server : options.servers) {
      try {
        return pages(server, path, reader);
      } catch (IOException e) {
        reasons.add(server.resolve(path) + ": " + e.getMessage());
        last = e;
      }
    }
    throw new IOException(String.join("; ", reasons), last);
  }

  private <T> List<T> pages(URI server, String path, PageReader<T> reader)
      throws IOException, InterruptedException {
    List<T> all = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    for (int page = 0; page < MOST_PAGES; page++) {
      String after = cursor.map(c -> "&cursor=" + ServiceName.encode(c)).orElse("");
      ApiJson.Page<T> read =
          reader.read(requests.get(server.resolve(path + "?limit=" + PAGE + after)));
      all.addAll(read.items());
      cursor = read.next();
      if (cursor.isEmpty()) {
        return List.copyOf(all);
      }
    }
    throw new IOException("the list has no end: more than " + MOST_PAGES + " pages");
  }

  /** What a client may choose. Each method refuses what can't be used. */
  public static final class Builder {

    private final List<URI> servers;
    private HttpOptions http = HttpOptions.DEFAULTS;
    private Duration first = Duration.ofMillis(500);
    private Duration longest = Duration.ofSeconds(30);

    private Builder(String... servers) {
      if (servers.length == 0) {
        throw new IllegalArgumentException("no server is given; give the URL of one or more");
      }
      this.servers = List.of(servers).stream().map(Builder::server).toList();
    }

    /** The token that the servers want. */
    public Builder token(String token) {
      requireNonNull(token, "token");
      return token(() -> token);
    }

    /** The token that the servers want, asked for with each request: for one that changes. */
    public Builder token(Supplier<String> token) {
      return with(
          new HttpOptions(
              Optional.of(token), http.tls(), http.connect(), http.answer(), http.silence()));
    }

    /** Whom to trust for https, and the client's own certificate; otherwise the JVM's default. */
    public Builder tls(SSLContext context) {
      return with(
          new HttpOptions(
              http.token(), Optional.of(context), http.connect(), http.answer(), http.silence()));
    }

    /** How long a connection may take: 5 s unless chosen. */
    public Builder connectTimeout(Duration time) {
      return with(
          new HttpOptions(http.token(), http.tls(), positive(time), http.answer(), http.silence()));
    }

    /** How long a server may take to answer: 30 s unless chosen. */
    public Builder answerTimeout(Duration time) {
      return with(
          new HttpOptions(
              http.token(), http.tls(), http.connect(), positive(time), http.silence()));
    }

    /**
     * How long a watch may hear nothing before it connects anew: 45 s unless chosen. A server sends
     * a heartbeat at least every 15 s.
     */
    public Builder silence(Duration time) {
      return with(
          new HttpOptions(http.token(), http.tls(), http.connect(), http.answer(), positive(time)));
    }

    /**
     * The pauses between tries after all servers have failed: the first is 0.5 s and the longest 30
     * s unless chosen; each is shortened at random by up to a half.
     */
    public Builder pauses(Duration first, Duration longest) {
      if (positive(first).compareTo(longest) > 0) {
        throw new IllegalArgumentException(
            "pauses from " + first + " to " + longest + ": the longest is not less than the first");
      }
      this.first = first;
      this.longest = longest;
      return this;
    }

    /** The client. Later changes of this builder do not reach it. */
    public HeraldClient build() {
      return new HeraldClient(new Builder(this));
    }

    private Builder(Builder other) {
      this.servers = other.servers;
      this.http = other.http;
      this.first = other.first;
      this.longest = other.longest;
    }

    private Builder with(HttpOptions changed) {
      http = changed;
      return this;
    }

    private static Duration positive(Duration time) {
      if (time.isZero() || time.isNegative()) {
        throw new IllegalArgumentException("duration " + time + ": it must be above 0");
      }
      return time;
    }

    private static URI server(String text) {
      URI uri;
      try {
        uri = URI.create(text.endsWith("/") ? text : text + "/");
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "server \"" + text + "\" is not a URL; write http://HOST:PORT", e);
      }
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean more =
          uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getUserInfo() != null;
      if (!http || uri.getHost() == null || more) {
        throw new IllegalArgumentException(
            "server \"" + text + "\": write http://HOST:PORT or https://HOST:PORT");
      }
      return uri;
    }
  }
}
