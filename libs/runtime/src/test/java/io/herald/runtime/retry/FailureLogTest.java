package io.herald.runtime.retry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailureLogTest {

  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final Logger logger = new LoggerContext().getLogger("test");
  private final FailureLog failures = new FailureLog(logger);

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
  }

  private List<String> lines() {
    return appender.list.stream()
        .map(line -> line.getLevel() + " " + line.getFormattedMessage())
        .toList();
  }

  @Test
  void theFirstFailureAndTheRecoveryAreLoggedOnce() {
    assertThat(failures.succeeded("{}: works again", "x")).isFalse();
    assertThat(failures.failed("{}: {}; retrying", "x", "refused")).isTrue();
    assertThat(failures.failed("{}: {}; retrying", "x", "timed out")).isFalse();
    assertThat(failures.isFailing()).isTrue();
    assertThat(failures.failures()).isEqualTo(2);
    assertThat(failures.succeeded("{}: works again", "x")).isTrue();
    assertThat(failures.succeeded("{}: works again", "x")).isFalse();
    assertThat(failures.isFailing()).isFalse();
    assertThat(lines()).containsExactly("WARN x: refused; retrying", "INFO x: works again");
  }

  @Test
  void aFailureAfterTheRecoveryIsLoggedAgain() {
    failures.failed("failed");
    assertThat(failures.forget()).isTrue();
    failures.failed("failed");
    assertThat(lines()).containsExactly("WARN failed", "WARN failed");
  }
}
