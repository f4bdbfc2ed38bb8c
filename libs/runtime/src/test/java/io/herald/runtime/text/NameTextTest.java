package io.herald.runtime.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "db-1.prod.skydns.local.", "_sise._tcp", "A.b", "10.0.0.1"})
  void lettersDigitsHyphensUnderscoresAndDotsAreFit(String name) {
    assertThat(NameText.unfit(name)).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "zoo keeper.x | a blank",
        "db:80 | \":\"",
        "http://db | \":\"",
        "a/b | \"/\"",
        "a\"b | \"\"\"",
        "müller.example | \"ü\", which is xn--… in DNS",
        "a,b c | \",\"",
      })
  void theFirstThatIsNotIsTold(String name, String told) {
    assertThat(NameText.unfit(name)).contains(told);
  }

  @Test
  void whatCannotBeSeenIsNamed() {
    assertThat(NameText.unfit("a\tb")).contains("a white space");
    assertThat(NameText.unfit("a\u00a0b")).contains("a white space");
    assertThat(NameText.unfit("a\u0007b")).contains("\"?\"");
  }
}
