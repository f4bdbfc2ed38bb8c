package io.herald.dns.http;

import static io.herald.dns.http.ApiFixture.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.certificates.PemFiles;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use the API: by address, by token, over TLS. */
class HttpAuthTest {

  private static final String MASTERS = "'masters': ['10.0.0.1:5050']";

  @TempDir private Path folder;

  @AfterAll
  static void stop() {
    ApiFixture.stopAll();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'127.0.0.1'                | 200",
        "'127.0.0.0/8'              | 200",
        "'10.0.0.0/8', '127.1.2.3/8'| 200",
        "'0.0.0.0/0'                | 200",
        "'10.0.0.0/8'               | closed",
        "'127.0.0.2/32'             | closed",
        "'::/0'                     | closed",
      })
  void onlyClientsOfTheNetworksMayConnect(String networks, String version) throws Exception {
    ApiFixture api = api("'httpAllow': [" + networks + "]");
    for (String path : List.of("/v1/version", "/health", "/ready", "/metrics", "/", "/nothing")) {
      if (version.equals("closed")) {
        assertThatThrownBy(() -> api.get(path)).as(path).isInstanceOf(IOException.class);
      } else {
        assertThat(api.get(path).statusCode()).as(path).isNotEqualTo(403);
      }
    }
  }

  @Test
  void withATokenOnlyWhoSendsItMayAsk() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "s3cret\n");
    ApiFixture api = api("'httpTokenFile': '" + file + "'");
    for (String path : List.of("/v1/version", "/v1/axfr", "/metrics", "/", "/nothing")) {
      HttpResponse<String> answer = api.get(path);
      assertPlain(answer, 401, "401: Unauthorized");
      assertThat(answer.headers().firstValue("www-authenticate"))
          .contains("Bearer realm=\"herald\"");
    }
    assertThat(api.get("/health").statusCode()).isEqualTo(200);
    assertThat(api.get("/ready").statusCode()).isEqualTo(503);
    assertThat(authorized(api, "Bearer s3cret")).isEqualTo(200);
    assertThat(authorized(api, "bearer  s3cret ")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer", "Bearer ", "Bearer s3cre", "Bearer s3cret2", "Basic s3cret", "s3cret"})
  void whatIsNotTheTokenIsRefused(String authorization) throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "s3cret");
    ApiFixture api = api("'httpTokenFile': '" + file + "'");
    assertThat(authorized(api, authorization)).isEqualTo(401);
  }

  @Test
  void aTokenIsChangedByItsFileAndABadFileKeepsTheOldOne() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "old");
    ApiFixture api = api("'httpTokenFile': '" + file + "'");
    replace(file, "new");
    await().until(() -> authorized(api, "Bearer new") == 200);
    assertThat(authorized(api, "Bearer old")).isEqualTo(401);

    replace(file, "  \n");
    assertThat(authorized(api, "Bearer new")).isEqualTo(200);
    Files.delete(file);
    assertThat(authorized(api, "Bearer new")).isEqualTo(200);
    Files.writeString(file, "newer");
    await().until(() -> authorized(api, "Bearer newer") == 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "two words"})
  void aFileWithoutOneTokenIsRefusedAtTheStart(String content) throws Exception {
    Path file = Files.writeString(folder.resolve("token"), content);
    assertThatThrownBy(() -> api("'httpTokenFile': '" + file + "'"))
        .hasMessageStartingWith("httpTokenFile \"" + file + "\" must hold one token");
  }

  @Test
  void withACertificateItSpeaksHttpsAndTakesANewOneFromTheFiles() throws Exception {
    PemFiles first = PemFiles.in(folder, "first");
    PemFiles second = PemFiles.in(folder, "second");
    ApiFixture api =
        api("'httpCertFile': '" + first.certificate() + "', 'httpKeyFile': '" + first.key() + "'");
    assertThat(api.url()).startsWith("https://");
    SSLContext trustsFirst = first.trusted();
    SSLContext trustsSecond = second.trusted();
    assertThat(api.over(trustsFirst).get("/v1/version").statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> api.over(trustsSecond).get("/v1/version"))
        .isInstanceOf(SSLHandshakeException.class);

    // Between the two moves certificate and key don't fit: what was read before stays.
    Files.move(second.certificate(), first.certificate(), StandardCopyOption.REPLACE_EXISTING);
    await()
        .during(Duration.ofMillis(1500))
        .until(() -> api.over(trustsFirst).get("/v1/version").statusCode() == 200);
    Files.move(second.key(), first.key(), StandardCopyOption.REPLACE_EXISTING);
    await()
        .ignoreExceptions()
        .until(() -> api.over(trustsSecond).get("/v1/version").statusCode() == 200);
  }

  @ParameterizedTest
  @CsvSource({
    "TLS_AES_128_GCM_SHA256, true",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, true",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, false",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, false",
  })
  void onlyWhatIsRecommendedIsSpoken(String suite, boolean spoken) throws Exception {
    PemFiles files = PemFiles.in(folder, "one");
    ApiFixture api =
        api("'httpCertFile': '" + files.certificate() + "', 'httpKeyFile': '" + files.key() + "'");
    try (SSLSocket socket =
        (SSLSocket) files.trusted().getSocketFactory().createSocket("127.0.0.1", api.port())) {
      socket.setEnabledCipherSuites(new String[] {suite});
      if (spoken) {
        socket.startHandshake();
        assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
      } else {
        assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsRefusedAtTheStart() throws Exception {
    PemFiles one = PemFiles.in(folder, "one");
    PemFiles other = PemFiles.in(folder, "other");
    assertThatThrownBy(
            () ->
                api(
                    "'httpCertFile': '"
                        + one.certificate()
                        + "', 'httpKeyFile': '"
                        + other.key()
                        + "'"))
        .hasMessageStartingWith(
            "httpKeyFile \""
                + other.key()
                + "\" is not the key of the first certificate in httpCertFile \""
                + one.certificate());
  }

  @Test
  void aKeyThatIsNoneIsRefusedAtTheStart() throws Exception {
    PemFiles pem = PemFiles.in(folder, "ca");
    Files.writeString(pem.key(), "nothing");
    assertThatThrownBy(
            () ->
                api(
                    "'httpCertFile': '"
                        + pem.certificate()
                        + "', 'httpKeyFile': '"
                        + pem.key()
                        + "'"))
        .hasMessageStartingWith("httpKeyFile \"" + pem.key() + "\" holds no private key");
  }

  private ApiFixture api(String settings) throws Exception {
    return new ApiFixture(folder).serve("{" + MASTERS + ", " + settings + "}");
  }

  private static int authorized(ApiFixture api, String authorization) throws Exception {
    return api.send("GET", "/v1/version", "Authorization", authorization).statusCode();
  }

  private void replace(Path file, String content) throws Exception {
    Path fresh = Files.writeString(folder.resolve("fresh"), content);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
