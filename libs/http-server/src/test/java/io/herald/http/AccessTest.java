package io.herald.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.herald.certificates.PemFiles;
import io.herald.certificates.SelfSigned;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.time.MonotonicClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may use which group of routes, and how much of the server one client may take. */
class AccessTest {

  private static final String ONE = "127.0.0.1";
  private static final String OTHER = "127.0.0.2";
  private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)");

  @TempDir private Path folder;
  private final HttpCounters counters = new HttpCounters();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final AtomicInteger handled = new AtomicInteger();
  private final Queue<CompletableFuture<HttpResponse>> held = new ConcurrentLinkedQueue<>();
  private int port;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  /** Routes below {@code /GROUP}, which count what they do. */
  private final class Group implements RouteGroup {
    private final AccessGroup access;

    Group(AccessGroup access) {
      this.access = access;
    }

    @Override
    public String prefix() {
      return "/" + access.text();
    }

    @Override
    public ErrorFormat errors() {
      return ErrorFormat.TEXT;
    }

    @Override
    public AccessGroup access() {
      return access;
    }

    @Override
    public AccessGroup access(String path) {
      return path.endsWith("/stream") ? AccessGroup.WATCH : access;
    }

    @Override
    public void addTo(Router router) {
      router.get(prefix(), context -> done());
      router.get(prefix() + "/stream", context -> done());
      router.getWithoutToken(prefix() + "/probe", context -> done());
      router.get(
          prefix() + "/held",
          context -> {
            context.clearRequestTimeout();
            CompletableFuture<HttpResponse> later = new CompletableFuture<>();
            held.add(later);
            return HttpResponse.of(later);
          });
      router.get(
          prefix() + "/long",
          context ->
              Responses.streamed(
                  context,
                  json -> {
                    handled.incrementAndGet();
                    json.writeStartArray();
                    for (int i = 0; i < 2_000_000; i++) {
                      json.writeString("a document that fills every buffer on its way");
                    }
                    json.writeEndArray();
                  }));
    }

    private HttpResponse done() {
      handled.incrementAndGet();
      return Responses.text(HttpStatus.OK, "done");
    }
  }

  private void open(HttpAccess access) throws IOException {
    open(access, LongDocuments.ofServer());
  }

  private void open(HttpAccess access, LongDocuments documents) throws IOException {
    HttpAuth auth = new HttpAuth(access, MonotonicClock.startingNow());
    HttpServer server =
        HttpServer.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            access,
            () -> auth,
            Arrays.stream(AccessGroup.values()).<RouteGroup>map(Group::new).toList(),
            counters,
            documents);
    opened.add(server);
    port = server.address().getPort();
  }

  private static HttpAccess access(Map<AccessGroup, GroupAccess> groups, int requests) {
    return new HttpAccess(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        new HttpAccess.Limits(1000, 1000, requests),
        groups,
        List.of("https://page.example"));
  }

  private static GroupAccess from(String... networks) {
    return new GroupAccess(
        Arrays.stream(networks).map(CidrNetwork::parse).toList(), Optional.empty(), true);
  }

  /** A connection from an address of ours, with a request that is not answered yet. */
  private Socket send(String from, String path, String... headers) throws IOException {
    Socket socket = new Socket();
    opened.add(socket);
    socket.setReceiveBufferSize(1 << 14);
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String request = path.contains(" ") ? path : "GET " + path;
    socket
        .getOutputStream()
        .write(
            (request
                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    + String.join("\r\n", headers)
                    + (headers.length == 0 ? "" : "\r\n")
                    + "\r\n")
                .getBytes(US_ASCII));
    return socket;
  }

  private String get(String from, String path, String... headers) throws IOException {
    try (Socket socket = send(from, path, headers)) {
      return response(socket);
    }
  }

  /** Reads as much as the response says that it has: the server may close at its leisure. */
  private static String response(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    Matcher length = LENGTH.matcher(head);
    return length.find() && !head.toString().startsWith("HTTP/1.1 204")
        ? head + new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8)
        : head.toString();
  }

  private static int status(String response) {
    return Integer.parseInt(response.split(" ")[1]);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "127.0.0.1, true",
    "::1, true",
    "10.1.2.3, true",
    "172.16.0.1, true",
    "172.32.0.1, false",
    "192.168.3.4, true",
    "100.64.0.1, true",
    "100.128.0.1, false",
    "169.254.1.1, true",
    "fd00::1, true",
    "fe80::1, true",
    "203.0.113.7, false",
    "2001:db8::1, false"
  })
  void whatListsTheClusterIsForPrivateNetworksUnlessOtherwiseSet(String client, boolean admitted)
      throws Exception {
    HttpAuth auth = new HttpAuth(HttpAccess.OPEN, MonotonicClock.startingNow());
    InetAddress address = InetAddress.getByName(client);
    for (AccessGroup group :
        List.of(AccessGroup.API, AccessGroup.WATCH, AccessGroup.PAGE, AccessGroup.FACADES)) {
      assertThat(auth.admits(address, group)).as("%s", group).isEqualTo(admitted);
    }
    assertThat(auth.admits(address, AccessGroup.V1)).isTrue();
    assertThat(auth.admits(address, AccessGroup.OPERATIONS)).isTrue();
  }

  @Test
  void eachGroupHasClientsOfItsOwnAndTheOthersReachNothing() throws Exception {
    Map<AccessGroup, GroupAccess> groups = new EnumMap<>(AccessGroup.class);
    groups.put(AccessGroup.API, from(ONE));
    groups.put(AccessGroup.WATCH, from(OTHER));
    groups.put(AccessGroup.PAGE, from("10.0.0.0/8"));
    open(access(groups, 100));
    assertThat(status(get(ONE, "/api"))).isEqualTo(200);
    assertThat(status(get(OTHER, "/watch"))).isEqualTo(200);
    assertThat(status(get(OTHER, "/api/stream"))).isEqualTo(200);
    assertThat(status(get(ONE, "/v1"))).isEqualTo(200);
    assertThat(handled).hasValue(4);
    for (String[] forbidden :
        new String[][] {
          {OTHER, "/api"},
          {ONE, "/api/stream"},
          {ONE, "/watch"},
          {ONE, "/watch/probe"},
          {ONE, "/page"},
          {OTHER, "/page/nothing"},
          {ONE, "/%70age"},
          {ONE, "//page"},
          {OTHER, "OPTIONS /api"},
          {OTHER, "POST /api"}
        }) {
      assertThat(status(get(forbidden[0], forbidden[1], "Origin: https://page.example")))
          .as("%s from %s", forbidden[1], forbidden[0])
          .isEqualTo(403);
    }
    assertThat(handled).hasValue(4);
    assertThat(get(ONE, "/page"))
        .endsWith(
            "403: Forbidden\nyour address may not use this; who runs Herald can allow its network"
                + " (httpGroupAllow, page)\n");
    assertThat(rows()).contains("herald_http_refused_total{group=page, reason=network} 5");
  }

  @Test
  void aGroupsTokensTakeThePlaceOfTheServers() throws Exception {
    Path own = Files.writeString(folder.resolve("own"), "own");
    Path first = Files.writeString(folder.resolve("first"), "first\n");
    Path second = Files.writeString(folder.resolve("second"), "second");
    Map<AccessGroup, GroupAccess> groups = new EnumMap<>(AccessGroup.class);
    groups.put(
        AccessGroup.WATCH, new GroupAccess(List.of(), Optional.of(List.of(first, second)), true));
    groups.put(AccessGroup.FACADES, new GroupAccess(List.of(), Optional.of(List.of()), true));
    open(
        new HttpAccess(
            Optional.empty(),
            Optional.of(own),
            List.of(),
            HttpAccess.Limits.DEFAULT,
            groups,
            List.of()));
    assertThat(get(ONE, "/api"))
        .startsWith("HTTP/1.1 401")
        .contains("www-authenticate: Bearer")
        .contains("this needs a token; send Authorization: Bearer TOKEN");
    assertThat(status(get(ONE, "/api/probe"))).isEqualTo(200);
    assertThat(status(get(ONE, "/api", bearer("own")))).isEqualTo(200);
    assertThat(get(ONE, "/api", bearer("first")))
        .startsWith("HTTP/1.1 401")
        .contains("the token isn't accepted; send one that is valid here")
        .doesNotContain("needs a token");
    assertThat(get(ONE, "/api", "Authorization: Basic b3duOg==")).contains("this needs a token");
    assertThat(status(get(ONE, "/watch", bearer("own")))).isEqualTo(401);
    assertThat(status(get(ONE, "/watch", bearer("first")))).isEqualTo(200);
    assertThat(status(get(ONE, "/watch", bearer("second")))).isEqualTo(200);
    assertThat(status(get(ONE, "/api/stream", bearer("second")))).isEqualTo(200);
    assertThat(status(get(ONE, "/facades"))).isEqualTo(200);
    assertThat(status(get(ONE, "/facades/nothing"))).isEqualTo(404);
    assertThat(status(get(ONE, "/nothing"))).isEqualTo(401);
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  @Test
  void aGroupMayWantCertificatesOfItsClients() throws Exception {
    PemFiles server = PemFiles.in(folder, "server");
    SelfSigned known = SelfSigned.named("known-client");
    SelfSigned stranger = SelfSigned.named("strange-client");
    Path authorities = known.writeTo(folder).certificate();
    Map<AccessGroup, GroupAccess> groups = new EnumMap<>(AccessGroup.class);
    groups.put(AccessGroup.V1, new GroupAccess(List.of(), Optional.empty(), false));
    open(
        new HttpAccess(
            Optional.of(new HttpAccess.Identity(server.certificate(), server.key())),
            Optional.of(authorities),
            Optional.empty(),
            List.of(),
            groups,
            HttpAccess.Limits.DEFAULT,
            List.of()));
    SSLContext without = server.trusted();
    assertThat(over(without, "/v1")).isEqualTo(200);
    assertThat(over(without, "/api")).isEqualTo(403);
    assertThat(over(without, "/api/probe")).isEqualTo(200);
    assertThat(over(known.shownTo(server.pair()), "/api")).isEqualTo(200);
    assertThatThrownBy(() -> over(stranger.shownTo(server.pair()), "/v1"))
        .isInstanceOf(IOException.class);

    PemFiles.replace(authorities, stranger.certificatePem());
    await().until(() -> reaches(stranger.shownTo(server.pair()), "/api"));
    assertThatThrownBy(() -> over(known.shownTo(server.pair()), "/api"))
        .isInstanceOf(IOException.class);
  }

  private boolean reaches(SSLContext tls, String path) {
    try {
      return over(tls, path) == 200;
    } catch (IOException e) {
      return false; // the file has not been looked at yet
    }
  }

  /**
   * The status of a response over TLS. Not by {@code java.net.http}: of a TLS 1.3 server that
   * refuses the client's certificate its send() at times never hears, though the socket is closed.
   */
  private int over(SSLContext tls, String path) throws IOException {
    HttpsURLConnection connection =
        (HttpsURLConnection)
            URI.create("https://127.0.0.1:" + port + path).toURL().openConnection();
    connection.setSSLSocketFactory(tls.getSocketFactory());
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  @Test
  void aClientsRequestsAreLimitedAndOthersAreServed() throws Exception {
    open(access(Map.of(), 2));
    Socket first = send(ONE, "/v1/held");
    await().until(() -> held.size() == 1); // so that the first is the one that is answered first
    Socket second = send(ONE, "/api/held");
    await().until(() -> held.size() == 2);
    assertThat(get(ONE, "/v1"))
        .startsWith("HTTP/1.1 429")
        .contains("retry-after: 1")
        .contains("too many requests of your address");
    assertThat(handled).hasValue(0);
    assertThat(status(get(OTHER, "/v1"))).isEqualTo(200);

    held.remove().complete(Responses.text(HttpStatus.OK, "done"));
    assertThat(response(first)).contains("200 OK");
    awaitRow("herald_http_requests_total{path=/v1/held, code=200} 1");
    assertThat(status(get(ONE, "/v1"))).isEqualTo(200);
    awaitRow("herald_http_requests_total{path=/v1, code=200} 2");
    // A client that goes gives its place back too.
    second.close();
    awaitRow("herald_http_requests_total{path=/api/held, ");
    Socket third = send(ONE, "/v1/held");
    await().until(() -> held.size() == 2);
    assertThat(status(get(ONE, "/v1"))).isEqualTo(200);
    third.close();
    assertThat(rows()).contains("herald_http_refused_total{group=v1, reason=requests} 1");
  }

  @Test
  void oneClientsLongDocumentsWaitForEachOther() throws Exception {
    open(access(Map.of(), 100), new LongDocuments(2, Duration.ofDays(1)));
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      slow.add(send(ONE, "/v1/long"));
      int begun = Math.min(i + 1, 2);
      await().until(() -> handled.get() == begun); // the first two are those that are begun
    }
    // One of another client begins, though three wait.
    Socket other = send(OTHER, "/v1/long");
    await().until(() -> handled.get() == 3);
    other.close();
    slow.get(0).close();
    slow.get(1).close();
    slow.get(2).close();
    await().until(() -> handled.get() >= 5);
    assertThat(status(get(ONE, "/v1"))).isEqualTo(200);
  }

  @Test
  void aDocumentThatIsNotReadIsGivenUp() throws Exception {
    open(access(Map.of(), 100), new LongDocuments(1, Duration.ofMillis(50)));
    send(ONE, "/v1/long");
    send(ONE, "/v1/long");
    await().until(() -> handled.get() == 2);
  }

  /** A request is counted when the server is done with it, later than the client has the answer. */
  private void awaitRow(String start) {
    await().untilAsserted(() -> assertThat(rows()).anyMatch(row -> row.startsWith(start)));
  }

  private List<String> rows() {
    return counters.metrics().stream()
        .filter(Metric.Counter.class::isInstance)
        .map(Metric.Counter.class::cast)
        .map(row -> row.name() + row.labels() + " " + (long) row.value().getAsDouble())
        .toList();
  }
}
