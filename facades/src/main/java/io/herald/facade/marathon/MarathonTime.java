package io.herald.facade.marathon;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as Marathon writes them: {@code 2017-07-19T17:34:41.967Z}, always with milliseconds. */
final class MarathonTime {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private MarathonTime() {}

  static String of(Instant time) {
    return FORM.format(time);
  }
}
