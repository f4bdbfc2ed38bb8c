package io.herald.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SkippedItemsTest {

  private final SkippedItems skippedItems = new SkippedItems("serverset /s");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(SkippedItems.class);

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(appender);
  }

  private List<String> lines() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void eachThingIsSaidOnceOnOneLineHoweverLong() {
    for (int i = 0; i < 3; i++) {
      skippedItems.skip(
          "announcement", "/s/a", "x\n2026-11-29 ERROR forged\u001b[2J" + "y".repeat(9999));
    }
    String shown = "x?2026-11-29 ERROR forged?[2J";
    assertThat(lines())
        .containsExactly(
            "serverset /s: announcement \"/s/a\" skipped: "
                + shown
                + "y".repeat(300 - shown.length())
                + "…");
    assertThat(skippedItems.counts()).isEqualTo(Map.of("announcement", 3L));
    assertThat(skippedItems.latest()).hasSize(1);
  }

  @Test
  void ofVeryManyTheFirstAreLoggedAndThatThereAreMore() {
    for (int i = 0; i < 5000; i++) {
      skippedItems.skip("announcement", "/s/" + i, "no");
    }
    assertThat(lines()).hasSize(SkippedItems.LOGGED + 1);
    assertThat(lines().get(SkippedItems.LOGGED))
        .isEqualTo(
            "serverset /s: 100 items skipped; further ones are not logged, but counted and listed in"
                + " /v1/problems");
    assertThat(skippedItems.counts()).isEqualTo(Map.of("announcement", 5000L));
    assertThat(skippedItems.latest()).hasSize(SkippedItems.LISTED);
    assertThat(skippedItems.latest().get(SkippedItems.LISTED - 1))
        .isEqualTo(new SkippedItem("announcement", "/s/4999", "no"));
  }
}
