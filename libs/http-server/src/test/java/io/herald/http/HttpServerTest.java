package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpStatusException;
import io.herald.certificates.PemFiles;
import io.herald.runtime.time.MonotonicClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes of two modules on one port, each with errors in its own form. */
class HttpServerTest {

  @TempDir private Path folder;
  private final HttpCounters counters = new HttpCounters();
  private final List<HttpServer> opened = new ArrayList<>();
  private HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    opened.forEach(HttpServer::close);
  }

  private record Group(String prefix, ErrorFormat errors) implements RouteGroup {
    @Override
    public AccessGroup access() {
      return AccessGroup.V1;
    }

    @Override
    public void addTo(Router router) {
      String below = prefix.equals("/") ? "" : prefix;
      router.getJson(
          below + "/names/{name}",
          context ->
              Responses.json(HttpStatus.OK, Map.of("name", context.pathParams().toString())));
      router.getWithoutToken(
          below + "/probe", context -> Responses.text(HttpStatus.OK, "probed " + prefix));
      router.get(
          below + "/refused",
          context -> {
            throw HttpStatusException.of(HttpStatus.TOO_MANY_REQUESTS);
          });
      router.get(
          below + "/broken",
          context -> {
            throw new IllegalStateException("a secret of ours");
          });
    }
  }

  private String open(HttpAccess access) throws IOException {
    HttpAuth auth = new HttpAuth(access, MonotonicClock.startingNow());
    HttpServer server =
        HttpServer.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            access,
            () -> auth,
            List.of(new Group("/", ErrorFormat.PLAIN), new Group("/v2", ErrorFormat.PROBLEM)),
            counters);
    opened.add(server);
    return (access.identity().isPresent() ? "https" : "http")
        + "://127.0.0.1:"
        + server.address().getPort();
  }

  private HttpResponse<String> send(String method, String uri, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri)).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String type(HttpResponse<String> response) {
    return response.headers().firstValue("content-type").orElse("");
  }

  @Test
  void eachGroupAnswersItsRoutes() throws Exception {
    String server = open(HttpAccess.OPEN);
    assertThat(send("GET", server + "/probe").body()).isEqualTo("probed /");
    assertThat(send("GET", server + "/v2/probe").body()).isEqualTo("probed /v2");
    assertThat(send("GET", server + "/v2/names/web").body()).contains("web");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | /nothing    | text/plain; charset=utf-8 | 404: Page Not Found",
        "GET  | /refused    | text/plain; charset=utf-8 | 429: Too Many Requests",
        "GET  | /broken     | text/plain; charset=utf-8 | 500: Internal Server Error",
        "POST | /probe      | text/plain; charset=utf-8 | 405: Method Not Allowed",
        "GET  | /v2nothing  | text/plain; charset=utf-8 | 404: Page Not Found",
        "GET  | /v2         | application/problem+json  |"
            + " {\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}",
        "GET  | /v2?x=1     | application/problem+json  |"
            + " {\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}",
        "GET  | /v2/nothing | application/problem+json  |"
            + " {\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}",
        "GET  | /v2/refused | application/problem+json  |"
            + " {\"type\":\"about:blank\",\"title\":\"Too Many Requests\",\"status\":429}",
        "GET  | /v2/broken  | application/problem+json  |"
            + " {\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500}",
        "POST | /v2/probe   | application/problem+json  |"
            + " {\"type\":\"about:blank\",\"title\":\"Method Not Allowed\",\"status\":405}",
      })
  void errorsHaveTheFormOfThePathsGroup(String method, String path, String type, String body)
      throws Exception {
    HttpResponse<String> response = send(method, open(HttpAccess.OPEN) + path);
    assertThat(type(response)).isEqualTo(type);
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.headers().firstValue("allow"))
        .isEqualTo(method.equals("POST") ? Optional.of("GET, HEAD, OPTIONS") : Optional.empty());
  }

  @Test
  void aDetailIsPartOfAProblemDocument() {
    assertThat(
            ErrorFormat.PROBLEM.body(HttpStatus.BAD_REQUEST, "\"x\" is not a name").toStringUtf8())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                + "\"detail\":\"\\\"x\\\" is not a name\"}");
    assertThat(ErrorFormat.PLAIN.body(HttpStatus.BAD_REQUEST, "\"x\"").toStringUtf8())
        .isEqualTo("400: Bad Request");
  }

  @Test
  void headIsGetWithoutABody() throws Exception {
    String server = open(HttpAccess.OPEN);
    HttpResponse<String> get = send("GET", server + "/v2/names/web");
    HttpResponse<String> head = send("HEAD", server + "/v2/names/web");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("content-length"))
        .isEqualTo(get.headers().firstValue("content-length"));
  }

  @Test
  void onlyRoutesForProbesAnswerWithoutTheToken() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "s3cret");
    String server =
        open(new HttpAccess(Optional.empty(), Optional.of(token), List.of(), 1000, 100, List.of()));
    HttpResponse<String> refused = send("GET", server + "/v2/names/web");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(type(refused)).isEqualTo("application/problem+json");
    assertThat(refused.headers().firstValue("www-authenticate"))
        .contains("Bearer realm=\"herald\"");
    assertThat(send("GET", server + "/v2/probe").statusCode()).isEqualTo(200);
    assertThat(send("GET", server + "/v2/names/web", "Authorization", "Bearer s3cret").statusCode())
        .isEqualTo(200);
  }

  @Test
  void everyGroupIsServedOverTls() throws Exception {
    PemFiles pem = PemFiles.in(folder, "http");
    client = HttpClient.newBuilder().sslContext(pem.trusted()).build();
    String server =
        open(
            new HttpAccess(
                Optional.of(new HttpAccess.Identity(pem.certificate(), pem.key())),
                Optional.empty(),
                List.of(),
                1000,
                100,
                List.of()));
    assertThat(send("GET", server + "/probe").body()).isEqualTo("probed /");
    assertThat(send("GET", server + "/v2/probe").body()).isEqualTo("probed /v2");
  }

  @Test
  void aTakenPortIsReportedWithItsAddress() throws Exception {
    open(HttpAccess.OPEN);
    InetSocketAddress taken = opened.get(0).address();
    HttpAuth auth = new HttpAuth(HttpAccess.OPEN, MonotonicClock.startingNow());
    assertThatThrownBy(
            () ->
                HttpServer.open(
                    taken,
                    HttpAccess.OPEN,
                    () -> auth,
                    List.of(new Group("/", ErrorFormat.PLAIN)),
                    counters))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("can't listen on TCP 127.0.0.1:" + taken.getPort() + ": ");
  }
}
