package io.herald.mesos.credentials;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.herald.mesos.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret in a file: what is read of it, when, and what is told of it. */
class PrincipalAndSecretTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeSecret() throws Exception {
    file = Files.writeString(folder.resolve("secret"), "first");
  }

  private PrincipalAndSecret login() {
    return PrincipalAndSecret.ofFile("shop", "--secret-file", file);
  }

  private static String basic(String secret) {
    return "Basic " + Base64.getEncoder().encodeToString(("shop:" + secret).getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"'s\n', s", "'s\r\n', s", "s, s", "' s s ', ' s s '", "sécret:x, sécret:x"})
  void theSecretIsTheFileWithoutItsLineEnd(String content, String secret) throws Exception {
    Files.writeString(file, content);
    assertThat(login().header()).isEqualTo(basic(secret));
  }

  @Test
  void aNewSecretIsInForceWithTheNextRequest() throws Exception {
    PrincipalAndSecret login = login();
    assertThat(login.header()).isEqualTo(basic("first"));

    Files.writeString(file, "second\n");

    assertThat(login.header()).isEqualTo(basic("second"));
  }

  @Test
  void aRefusedRequestIsMadeOnceMoreIfTheSecretWasChangedMeanwhileAndElseNot() throws Exception {
    PrincipalAndSecret login = login();
    String sent = login.header();
    assertThat(login.refused(sent)).isFalse();

    Files.writeString(file, "second");

    assertThat(login.refused(sent)).isTrue();
    assertThat(login.refused(login.header())).isFalse();
  }

  @Test
  void whileTheFileIsGoneTheLastSecretStaysAndOneLineSaysSo() throws Exception {
    PrincipalAndSecret login = login();
    try (LogLines log = LogLines.from(Level.INFO)) {
      Files.delete(file);
      assertThat(login.header()).isEqualTo(basic("first"));
      assertThat(login.header()).isEqualTo(basic("first"));
      assertThat(
              log.containing(
                  "--secret-file \""
                      + file
                      + "\": it can't be read: there is no such file; check the path; the last"
                      + " secret stays in force"))
          .isEqualTo(1);

      Files.writeString(file, "second");
      assertThat(login.header()).isEqualTo(basic("second"));
      assertThat(log.containing("--secret-file \"" + file + "\": the new secret is in force"))
          .isEqualTo(1);
      assertThat(log.containing("second")).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', it is empty; write the secret into it",
    "'\n', it is empty; write the secret into it",
    "'hush\nhush', it holds more than one line; write the secret alone into it",
    "hush\u0007hush, it holds more than one line; write the secret alone into it"
  })
  void aFileWithoutASecretIsRefusedAndNotPrinted(String content, String why) throws Exception {
    Files.writeString(file, content);
    assertThatThrownBy(this::login)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--secret-file \"" + file + "\": " + why)
        .hasMessageNotContaining("hush");
  }

  @Test
  void aFileThatIsNoTextOrAWholeLogIsRefused() throws Exception {
    Files.writeString(file, "hush\u00e9", ISO_8859_1);
    assertThatThrownBy(this::login).hasMessageEndingWith("it is not UTF-8 text; convert it");
    Files.writeString(file, "hush".repeat(2000));
    assertThatThrownBy(this::login)
        .hasMessageEndingWith("it holds more than 4096 bytes; write the secret alone into it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:b"})
  void aPrincipalThatCannotLogInIsRefused(String principal) {
    assertThatThrownBy(() -> PrincipalAndSecret.ofFile(principal, "--secret-file", file))
        .hasMessageContaining("must not be empty or hold a colon");
  }

  @Test
  void whatIsPrintedHoldsNoSecret() {
    PrincipalAndSecret login = login();
    assertThat(login + login.who() + login.remedy())
        .contains("principal \"shop\"", file.toString())
        .doesNotContain("first");
    BearerToken token = new BearerToken("eyJhbGciOi", "MESOS_EXECUTOR_AUTHENTICATION_TOKEN");
    assertThat(token.header()).isEqualTo("Bearer eyJhbGciOi");
    assertThat(token + token.who() + token.remedy()).doesNotContain("eyJ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hush hush", "hush\n", "hushé"})
  void aTokenThatCannotStandInAHeaderIsRefusedAndNotPrinted(String token) {
    assertThatThrownBy(() -> new BearerToken(token, "TOKEN"))
        .hasMessageStartingWith("TOKEN is not a token")
        .hasMessageNotContaining("hush");
  }
}
