package io.herald.skydns.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as paths of keys, and as people write them. */
class KeyNamesTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/local/Web | \"Web\" has capital letters, so no query finds it; write lower case",
        "/local//web | \"\" is no label of a name: it has 0 bytes; write 1 to 63 between two slashes",
        "/local/a@b | \"a@b\" is found by no query; write \"a\\@b\"",
        // As the client of etcd shows bytes that are no UTF-8: the remedy is the same name.
        "/local/w\\xff | \"w\\xff\" is found by no query; write \"w\\255\"",
        "/local/\\xc3\\xbc\\x01 | \"\\xc3\\xbc\\x01\" is found by no query; write \"\\195\\188\\001\"",
      })
  void aPathThatNoQueryFindsIsToldWithTheOneThatIsFound(String path, String sentence) {
    assertThatThrownBy(() -> KeyNames.name(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "db.prod.skydns.local | /local/skydns/prod/db",
        "db_1.Prod.x. | /x/prod/db_1",
        "*.x | /x/*",
        "\\195\\188.x | /x/\\195\\188",
        "a\\@b.x | /x/a\\@b",
      })
  void aWrittenNameIsTakenWithItsEscapes(String text, String path) {
    assertThat(KeyNames.path(KeyNames.written(text))).isEqualTo(path);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "zoo keeper | no name has a blank",
        "10.0.0.1:80 | no name has \":\"",
        "http://db | no name has \":\"",
        "ü.x | no name has \"ü\", which is xn--… in DNS",
        "a,b | no name has \",\"",
        "a..b | as a name it is wrong: invalid empty label",
      })
  void whatNoNameHasIsTold(String text, String why) {
    assertThatThrownBy(() -> KeyNames.written(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }
}
