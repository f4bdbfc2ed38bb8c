package io.herald.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Announcers under faults: a short run with the tests, a long one with ./herald test --soak. */
class ChurnTest {

  private static final int ANNOUNCERS = Integer.getInteger("soak.announcers", 20);
  private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("soak.seconds", 10));

  @Test
  void whatIsAnnouncedIsTrueOrAbsentWhateverHappens() throws Exception {
    long seed = Long.getLong("soak.seed", System.nanoTime());
    System.out.println("seed " + seed + " (again with -Dsoak.seed=" + seed + ")");
    try (Churn churn = new Churn(ANNOUNCERS, seed)) {
      Books books = churn.run(LENGTH);

      System.out.println(
          books.summary("churn of " + ANNOUNCERS + " announcers for " + LENGTH.toSeconds() + " s"));
      assertThat(books.wrong()).isEmpty();
      assertThat(books.counted("looks")).isPositive();
      assertThat(books.counted("readers that agree at the end")).isEqualTo(3);
    }
  }
}
