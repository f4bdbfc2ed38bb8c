package io.herald.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          120                           |                               | 120
          0                             |                               | 0
          -1                            |                               |
          1.5                           |                               |
          99999999999                   |                               |
          soon                          |                               |
          Fri, 31 Dec 1999 23:59:59 GMT | Fri, 31 Dec 1999 23:59:29 GMT | 30
          Fri, 31 Dec 1999 23:59:59 GMT | Fri, 31 Dec 1999 23:59:59 GMT | 0
          Fri, 31 Dec 1999 23:59:59 GMT | Sat, 01 Jan 2000 00:00:00 GMT |
          Fri, 31 Dec 1999 23:59:59 GMT |                               |
          Fri, 31 Dec 1999 23:59:59 GMT | today                         |
                                        | Fri, 31 Dec 1999 23:59:59 GMT |
          """)
  void secondsOrADateThatCountsFromTheAnswersOwn(
      @Nullable String value, @Nullable String date, @Nullable Long seconds) {
    Map<String, List<String>> headers = new HashMap<>();
    if (value != null) {
      headers.put("Retry-After", new ArrayList<>(List.of(value)));
    }
    if (date != null) {
      headers.put("Date", new ArrayList<>(List.of(date)));
    }
    assertThat(RetryAfter.of(HttpHeaders.of(headers, (name, text) -> true)))
        .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
  }
}
