package io.herald.services.problem;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is known of problems, and how often it is said. */
class ProblemBookTest {

  private static final Entity.Key TASK = new Task.Id("f1", "web.1");
  private static final Entity.Key AGENT = new Agent.Id("x-S1");

  /** A kind that a reader of services has for itself. */
  private static final ProblemKind READERS_OWN = () -> "zone-file";

  private final ProblemBook book = new ProblemBook(List.of(EntityProblem.values()));
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
    Problem port = new Problem(EntityProblem.PORT, TASK, "its port 70000 is not in 0-65535");
    Problem label = new Problem(EntityProblem.LABEL, TASK, "its label is bad");
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
        TASK,
        List.of(
            new Problem(EntityProblem.PORT, TASK, "a"),
            new Problem(EntityProblem.PORT, TASK, "b")));
    book.replace(AGENT, List.of(new Problem(EntityProblem.HOST, AGENT, "c")));
    book.replace("own.zone", List.of(new Problem(READERS_OWN, Optional.empty(), "d")));
    assertThat(book.counts())
        .containsEntry(EntityProblem.PORT, 2)
        .containsEntry(EntityProblem.HOST, 1)
        .containsEntry(READERS_OWN, 1)
        .containsEntry(EntityProblem.LABEL, 0)
        .containsOnlyKeys(allKinds());
    assertThat(book.list(3)).extracting(Problem::what).containsExactly("a", "b", "c");
    book.replace(TASK, List.of(new Problem(EntityProblem.LABEL, TASK, "e")));
    book.replace("own.zone", List.of());
    assertThat(book.counts())
        .containsEntry(EntityProblem.PORT, 0)
        .containsEntry(EntityProblem.LABEL, 1)
        .containsEntry(READERS_OWN, 0);
  }

  @Test
  void whatSeveralEntitiesHaveInCommonIsSaidOnceWithOneOfThem() {
    for (int tasks = 1; tasks <= 3; tasks++) {
      Problem same = new Problem(EntityProblem.LABEL, Optional.of(TASK), "its label is bad", tasks);
      book.replace("labels of web", List.of(same));
      assertThat(book.list(10)).containsExactly(same);
    }
    book.replace(
        "labels of db", List.of(new Problem(EntityProblem.LABEL, Optional.of(TASK), "bad", 3)));
    assertThat(said())
        .containsExactly(
            "task web.1 of framework f1: its label is bad",
            "task web.1 of framework f1: bad (and 2 more like it)");
    assertThat(book.counts()).containsEntry(EntityProblem.LABEL, 2);
  }

  @Test
  void ofVeryManyOnlyTheFirstAreSaidAndAllAreCounted() {
    for (int i = 0; i < 5000; i++) {
      Entity.Key task = new Task.Id("f1", "t" + i);
      book.replace(task, List.of(new Problem(EntityProblem.PORT, task, "its port is bad")));
    }
    assertThat(said()).hasSize(1001);
    assertThat(said().get(1000)).startsWith("over 1000 entities have problems");
    assertThat(book.counts()).containsEntry(EntityProblem.PORT, 5000);
  }

  @Test
  void whatOthersWroteFitsIntoALine() {
    Problem problem =
        new Problem(EntityProblem.LABEL, TASK, "a\nforged line\u001b[31m" + "x".repeat(10_000));
    assertThat(problem.what())
        .startsWith("a?forged line?[31m")
        .hasSizeLessThan(500)
        .doesNotContain("\n");
  }

  private static Set<ProblemKind> allKinds() {
    Set<ProblemKind> kinds = new HashSet<>(List.of(EntityProblem.values()));
    kinds.add(READERS_OWN);
    return kinds;
  }

  private List<String> said() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
