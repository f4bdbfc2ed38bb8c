package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.Problem.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is known of problems, and how often it is said. */
class ProblemBookTest {

  private static final Entity.Key TASK = new Task.Id("f1", "web.1");
  private static final Entity.Key AGENT = new Agent.Id("x-S1");

  private final ProblemBook book = new ProblemBook();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ProblemBook.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
  }

  @Test
  void aProblemIsSaidOnceWithItsEntityHoweverOftenThatIsLookedAt() {
    Problem port = new Problem(Kind.PORT, TASK, "its port 70000 is not in 0-65535");
    Problem label = new Problem(Kind.LABEL, TASK, "its label is bad");
    book.replace(TASK, List.of(port, port));
    book.replace(TASK, List.of(port));
    book.replace(TASK, List.of(port, label));
    assertThat(said())
        .containsExactly(
            "task web.1 of framework f1: its port 70000 is not in 0-65535",
            "task web.1 of framework f1: its label is bad");
    assertThat(book.of(TASK)).containsExactly(port, label);
    book.replace(TASK, List.of());
    book.replace(TASK, List.of(port));
    assertThat(said()).hasSize(3);
  }

  @Test
  void problemsAreCountedByKindWhileTheyLast() {
    book.replace(
        TASK, List.of(new Problem(Kind.PORT, TASK, "a"), new Problem(Kind.PORT, TASK, "b")));
    book.replace(AGENT, List.of(new Problem(Kind.HOST, AGENT, "c")));
    book.replace("own.zone", List.of(new Problem(Kind.ZONE_FILE, Optional.empty(), "d")));
    assertThat(book.counts())
        .containsEntry(Kind.PORT, 2)
        .containsEntry(Kind.HOST, 1)
        .containsEntry(Kind.ZONE_FILE, 1)
        .containsEntry(Kind.LABEL, 0)
        .hasSize(Kind.values().length);
    assertThat(book.list(3)).extracting(Problem::what).containsExactly("a", "b", "c");
    book.replace(TASK, List.of(new Problem(Kind.LABEL, TASK, "e")));
    book.replace("own.zone", List.of());
    assertThat(book.counts())
        .containsEntry(Kind.PORT, 0)
        .containsEntry(Kind.LABEL, 1)
        .containsEntry(Kind.ZONE_FILE, 0);
  }

  @Test
  void ofVeryManyOnlyTheFirstAreSaidAndAllAreCounted() {
    for (int i = 0; i < 5000; i++) {
      Entity.Key task = new Task.Id("f1", "t" + i);
      book.replace(task, List.of(new Problem(Kind.PORT, task, "its port is bad")));
    }
    assertThat(said()).hasSize(1001);
    assertThat(said().get(1000)).startsWith("over 1000 entities have problems");
    assertThat(book.counts()).containsEntry(Kind.PORT, 5000);
  }

  @Test
  void whatOthersWroteFitsIntoALine() {
    Problem problem =
        new Problem(Kind.LABEL, TASK, "a\nforged line\u001b[31m" + "x".repeat(10_000));
    assertThat(problem.what())
        .startsWith("a?forged line?[31m")
        .hasSizeLessThan(500)
        .doesNotContain("\n");
  }

  private List<String> said() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
