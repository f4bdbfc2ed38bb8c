package io.herald.dns.http;

import static io.herald.dns.http.ApiFixture.assertPlain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers and other well-bred clients ask besides GET. */
class BrowsersTest {

  private static final String MASTERS = "'masters': ['10.0.0.1:5050']";
  private static final String DASHBOARD = "https://dash.example:8443";

  @TempDir private Path folder;

  @AfterAll
  static void stop() {
    ApiFixture.stopAll();
  }

  private ApiFixture api(String settings) throws Exception {
    return new ApiFixture(folder).serve("{" + MASTERS + settings + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void whoUsesAnotherMethodLearnsWhichThereAre(String method) throws Exception {
    HttpResponse<String> answer = api("").send(method, "/v1/version");
    assertPlain(answer, 405, "405: Method Not Allowed");
    assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD, OPTIONS");
  }

  @ParameterizedTest
  @CsvSource({"/v1/version", "/metrics", "/nothing"})
  void optionsTellsTheMethodsAndLetsNobodyInUnasked(String path) throws Exception {
    HttpResponse<String> answer =
        api("").send("OPTIONS", path, "Origin", DASHBOARD, "Access-Control-Request-Method", "GET");
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD, OPTIONS");
    assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'" + DASHBOARD + "', " + DASHBOARD + ", " + DASHBOARD,
    "'" + DASHBOARD + "', https://evil.example,",
    "'*', https://evil.example, *",
  })
  void onlyPagesOfTheNamedOriginsMayRead(String allowed, String origin, String told)
      throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "s3cret");
    ApiFixture api =
        api(", 'httpAllowOrigins': ['" + allowed + "'], 'httpTokenFile': '" + token + "'");

    HttpHeaders preflight =
        api.send(
                "OPTIONS",
                "/v1/version",
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "GET",
                "Access-Control-Request-Headers",
                "authorization")
            .headers();
    assertThat(preflight.firstValue("access-control-allow-origin").orElse(null)).isEqualTo(told);
    assertThat(preflight.firstValue("access-control-allow-headers").isPresent())
        .isEqualTo(told != null);

    HttpResponse<String> answer =
        api.send("GET", "/v1/version", "Origin", origin, "Authorization", "Bearer s3cret");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("access-control-allow-origin").orElse(null))
        .isEqualTo(told);
    assertThat(answer.headers().allValues("vary").contains("origin"))
        .isEqualTo(!allowed.equals("*"));
    assertThat(api.send("GET", "/v1/version", "Origin", origin).statusCode()).isEqualTo(401);
  }

  @Test
  void whatIsNoOriginIsRefused() {
    assertThatThrownBy(() -> api(", 'httpAllowOrigins': ['dash.example']"))
        .hasMessageContaining("\"dash.example\" is not an origin; write http://HOST");
  }

  @Test
  void whoTakesGzipGetsItForLongAnswers() throws Exception {
    ApiFixture api = api("");
    HttpResponse<byte[]> metrics = zipped(api, "/metrics");
    assertThat(metrics.headers().firstValue("content-encoding")).contains("gzip");
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(metrics.body()))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).contains("herald_zone_loaded 0.0");
    }
    HttpResponse<byte[]> version = zipped(api, "/v1/version");
    assertThat(version.headers().firstValue("content-encoding")).isEmpty();
    assertThat(api.get("/metrics").headers().firstValue("content-encoding")).isEmpty();
  }

  @Test
  void aStreamedAnswerIsTheSameZipped() throws Exception {
    ApiFixture api = api("");
    try (InputStream in =
        new GZIPInputStream(new ByteArrayInputStream(zipped(api, "/v1/axfr").body()))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(api.get("/v1/axfr").body());
    }
  }

  private static HttpResponse<byte[]> zipped(ApiFixture api, String path)
      throws IOException, InterruptedException {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create(api.url() + path))
                .header("Accept-Encoding", "gzip")
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }
}
