package io.herald.client.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header {@code Retry-After} (RFC 9110 §10.2.3): seconds, or a date. */
final class RetryAfter {

  private RetryAfter() {}

  /**
   * How long to wait; empty if the header is absent or says nothing of use. A date counts from the
   * answer's own {@code Date}, so that the two clocks need not agree.
   */
  static Optional<Duration> of(HttpHeaders headers) {
    Optional<String> value = headers.firstValue("Retry-After").map(String::strip);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get().matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value.get())));
    }
    Optional<Instant> until = date(value.get());
    Optional<Instant> now = headers.firstValue("Date").flatMap(RetryAfter::date);
    return until
        .flatMap(end -> now.map(start -> Duration.between(start, end)))
        .filter(wait -> !wait.isNegative());
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty(); // no date: as if the header were absent
    }
  }
}
