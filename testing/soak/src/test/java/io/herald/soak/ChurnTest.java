package io.herald.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Announcers under faults: the short form, with the tests. */
class ChurnTest {

  @Test
  void whatIsAnnouncedIsTrueOrAbsentWhateverHappens() throws Exception {
    long seed = Long.getLong("soak.seed", System.nanoTime());
    Duration length = Duration.ofSeconds(Long.getLong("soak.seconds", 10));
    System.out.println("seed " + seed + " (again with -Dsoak.seed=" + seed + ")");
    try (Churn churn = new Churn(20, seed)) {
      Books books = churn.run(length);

      System.out.println(books.summary("churn of 20 announcers for " + length.toSeconds() + " s"));
      assertThat(books.wrong()).isEmpty();
      assertThat(books.counted("looks")).isPositive();
      assertThat(books.counted("readers that agree at the end")).isEqualTo(3);
    }
  }
}
