package io.herald.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseCodesTest {

  @ParameterizedTest(name = "{0} accepts {1} of 100 to 599, the first {2}, the last {3}")
  @CsvSource({
    "0, 500, 100, 599, 0",
    "204, 1, 204, 204, 204",
    "2xx, 100, 200, 299, 200-299",
    "5XX, 100, 500, 599, 500-599",
    "200-204, 5, 200, 204, 200-204",
    "'2xx, 301 - 302,404', 103, 200, 404, '200-299,301-302,404'",
  })
  void whatIsWrittenIsWhatIsAccepted(
      String text, int count, int first, int last, String canonical) {
    ResponseCodes codes = ResponseCodes.parse(text);

    List<Integer> accepted =
        IntStream.rangeClosed(100, 599).filter(codes::accepts).boxed().toList();
    assertThat(accepted).hasSize(count).startsWith(first).endsWith(last);
    assertThat(codes).hasToString(canonical);
    assertThat(ResponseCodes.parse(canonical)).isEqualTo(codes);
  }

  @Test
  void auroras0AcceptsEveryStatusAndAnotherNumberItself() {
    assertThat(ResponseCodes.of(0)).isEqualTo(ResponseCodes.ANY);
    assertThat(ResponseCodes.of(503).accepts(503)).isTrue();
    assertThat(ResponseCodes.of(503).accepts(200)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "6xx", "xx", "2x", "20", "600", "-200", "204-200", "200-", "200,", "ok"})
  void whatIsNoStatusIsRefusedWithTheRemedy(String text) {
    assertThatThrownBy(() -> ResponseCodes.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(
            "is not a status of HTTP; write 100 to 599, a class like 2xx, a range like 200-204,"
                + " several with commas, or 0 for any");
  }
}
