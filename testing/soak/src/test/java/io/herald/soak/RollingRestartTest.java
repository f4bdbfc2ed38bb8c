package io.herald.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks replaced under load: a few with the tests, many with ./herald test --soak. */
class RollingRestartTest {

  private static final int RESTARTS = Integer.getInteger("soak.restarts", 3);
  private static final int CLIENTS = 4;

  @TempDir Path folder;

  @Test
  void noRequestIsRefusedWhileTasksAreReplaced() throws Exception {
    Books books = RollingRestarts.run(folder, RESTARTS, CLIENTS);

    System.out.println(books.summary(RESTARTS + " rolling restarts under load"));
    assertThat(books.wrong()).isEmpty();
    assertThat(books.counted("tasks replaced")).isEqualTo(RESTARTS);
    assertThat(books.counted("requests answered")).isPositive();
  }
}
