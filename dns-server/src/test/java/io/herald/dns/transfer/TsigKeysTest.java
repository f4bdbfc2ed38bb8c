package io.herald.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TsigKeysTest {

  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";

  @Test
  void keysAreReadAsTsigKeygenPrintsThem() {
    TsigKeys keys =
        TsigKeys.parse(
            "keys.conf",
            """
            # the secondaries'
            key "transfer" {
                    algorithm hmac-sha256;
                    secret "%1$s";
            };
            /* unquoted, in one line,
               and in the other order */
            key Other.Example. { secret %1$s; algorithm HMAC-SHA512; };  // the last
            """
                .formatted(SECRET));

    assertThat(keys.names()).containsExactly("transfer.", "other.example.");
    assertThat(keys.find("TRANSFER")).isPresent();
    assertThat(keys.find("other.example.")).isPresent();
    assertThat(keys.find("third")).isEmpty();
    assertThat(keys.toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kex \"a\" {};|1|a key statement is expected here",
        "\\nkey a { algorithm hmac-sha256; };|2|key a. has no secret",
        "key a { secret c2VjcmV0; };|1|key a. has algorithm \"\"",
        "key a { algorithm rot13; secret c2VjcmV0; };|1|key a. has algorithm \"rot13\"",
        "key a { algorithm hmac-sha256; secret *; };|1|the secret of key a. is not Base64",
        "key a { algorithm hmac-sha256;\\n secret c2VjcmV0;\\n colour blue; };|3|in key a. only",
        "key a { algorithm hmac-sha1; algorithm hmac-sha1; };|1|algorithm stands twice in key a.",
        "key a..b { };|1|\"a..b\" is not a domain name",
        "key a { algorithm hmac-sha256; secret c2VjcmV0; }\\nkey A { algorithm hmac-sha256;"
            + " secret c2VjcmV0; }|2|key a. is there twice"
      })
  void whatIsWrongIsNamedWithItsLineAndWithoutTheSecret(String text, int line, String problem) {
    String file = text.replace("\\n", "\n");
    assertThatThrownBy(() -> TsigKeys.parse("keys.conf", file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("keys.conf:" + line + ": " + problem)
        .hasMessageContaining("write key \"NAME\"")
        .hasMessageNotContaining("c2VjcmV0");
  }
}
