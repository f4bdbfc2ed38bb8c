package io.herald.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.http.HttpAccess;
import io.herald.http.HttpAuth;
import io.herald.http.HttpCounters;
import io.herald.http.HttpServer;
import io.herald.runtime.time.MonotonicClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's files over HTTP. What it does in a browser is tested in testing/browser. */
class PageRoutesTest {

  private static final Path SOURCES = Path.of("src/main/resources/io/herald/page");
  private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"(page/[^\"]+)\"");
  private static final Pattern IMPORT = Pattern.compile("from '(\\.[^']+)'");

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "secret");
    HttpAccess access =
        new HttpAccess(Optional.empty(), Optional.of(token), List.of(), 100, 100, List.of());
    HttpAuth auth = new HttpAuth(access, MonotonicClock.startingNow());
    server =
        HttpServer.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            access,
            () -> auth,
            List.of(new PageRoutes()),
            new HttpCounters());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theListOfFilesIsTheFolder() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<String> found =
          files
              .filter(Files::isRegularFile)
              .map(file -> SOURCES.relativize(file).toString().replace('\\', '/'))
              .filter(name -> !name.equals("index.html"))
              .toList();
      assertThat(PageFiles.NAMES).containsExactlyInAnyOrderElementsOf(found);
    }
  }

  @Test
  void theDocumentAndWhatItRefersToAreServedWithoutTheTokenAndUnderThePolicy() throws Exception {
    HttpResponse<String> document = browse("/");
    assertThat(document.statusCode()).isEqualTo(200);
    assertThat(document.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(document.headers().firstValue("cache-control")).hasValue("no-cache");
    List<String> references = references(document.body());
    assertThat(references).hasSize(PageFiles.NAMES.size() + 1); // main.js twice: it is preloaded
    for (String reference : references) {
      HttpResponse<String> file = browse("/" + reference);
      assertThat(file.statusCode()).as(reference).isEqualTo(200);
      assertThat(file.headers().firstValue("cache-control"))
          .hasValue("public, max-age=31536000, immutable");
      assertStrict(file);
      assertThat(browse("/" + reference, "If-None-Match", tag(file)).statusCode()).isEqualTo(304);
    }
    assertStrict(document);
  }

  @Test
  void headHasTheHeadersOfGet() throws Exception {
    HttpResponse<String> head =
        client.send(
            request("/").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertStrict(head);
    assertThat(tag(head)).isEqualTo(tag(browse("/")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"exactly", "with others", "strong", "star"})
  void whatTheBrowserHasIsNotSentAgain(String how) throws Exception {
    String tag = tag(browse("/"));
    String held =
        switch (how) {
          case "exactly" -> tag;
          case "with others" -> "W/\"other\", " + tag;
          case "strong" -> tag.substring(2);
          default -> "*";
        };
    HttpResponse<String> again = browse("/", "If-None-Match", held);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertStrict(again);
    assertThat(browse("/", "If-None-Match", "W/\"other\"").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page/",
        "/page/js/main.js",
        "/page/0123456789abcdef/js/main.js",
        "/page/{digest}/../PageRoutes.class",
        "/page/{digest}/%2e%2e/PageRoutes.class",
        "/page/{digest}/js/../../logback.xml",
        "/page/{digest}/js/%2e%2e%2fstyle%2ftokens.css",
        "/page/{digest}/index.html",
        "/page/{digest}/js/"
      })
  void nothingButTheListedFilesIsServed(String path) throws Exception {
    String digest = references(browse("/").body()).get(0).split("/")[1];
    HttpResponse<String> answer =
        browse(path.replace("{digest}", digest), "Authorization", "Bearer secret");
    assertThat(answer.statusCode()).isIn(400, 404);
  }

  /** A module that is missing, or misspelled, would leave the page blank. */
  @Test
  void everyImportIsAFileOfThePage() throws IOException {
    for (String name : PageFiles.NAMES) {
      if (name.endsWith(".js")) {
        Matcher imports = IMPORT.matcher(Files.readString(SOURCES.resolve(name), UTF_8));
        while (imports.find()) {
          String imported = Path.of(name).resolveSibling(imports.group(1)).normalize().toString();
          assertThat(PageFiles.NAMES).as(name).contains(imported.replace('\\', '/'));
        }
      }
    }
  }

  /** Texts of tasks become text nodes; what parses markup or makes code has no place here. */
  @Test
  void noModuleParsesMarkupOrMakesCode() throws IOException {
    for (String name : PageFiles.NAMES) {
      String content = Files.readString(SOURCES.resolve(name), UTF_8);
      assertThat(content.replaceAll("(?s)/\\*.*?\\*/", ""))
          .as(name)
          .doesNotContainPattern(
              "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\b|new Function"
                  + "|setHTMLUnsafe|DOMParser|srcdoc|javascript:");
    }
  }

  private static void assertStrict(HttpResponse<?> response) {
    assertThat(response.headers().firstValue("content-security-policy"))
        .hasValue(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                + " require-trusted-types-for 'script'; trusted-types 'none'");
    assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(response.headers().firstValue("referrer-policy")).hasValue("no-referrer");
  }

  private static List<String> references(String document) {
    List<String> references = new ArrayList<>();
    Matcher matcher = REFERENCE.matcher(document);
    while (matcher.find()) {
      references.add(matcher.group(1));
    }
    return references;
  }

  private static String tag(HttpResponse<?> response) {
    return response.headers().firstValue("etag").orElseThrow();
  }

  private HttpResponse<String> browse(String path, String... headers) throws Exception {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.address().getPort() + path))
        .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
  }
}
