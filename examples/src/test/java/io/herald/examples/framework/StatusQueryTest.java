package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.examples.framework.StatusQuery.Marks;
import io.herald.examples.framework.StatusQuery.Round;
import io.herald.examples.framework.StatusQuery.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a master's answers prove. */
class StatusQueryTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final StatusQuery inquiry = StatusQuery.afterRestart(Map.of("t1", "a1", "t2", "a2"));

  private Marks ask() {
    return inquiry.next().marks().orElseThrow();
  }

  @Test
  void theAnswerIsWholeWhenTheMarksBeforeAndBehindItAreAnswered() {
    inquiry.subscribed(NOW);
    Marks marks = ask();

    assertThat(inquiry.answered(marks.before())).isEqualTo(Told.NOTHING);
    assertThat(inquiry.answered(marks.after())).isEqualTo(Told.ALL);
  }

  @Test
  void whileAgentsMayComeBackTheMasterHasToldWhatItKnowsAndNoMore() {
    inquiry.subscribed(NOW);
    Marks marks = ask();

    assertThat(inquiry.answered(marks.after())).isEqualTo(Told.WHAT_IT_KNOWS);
  }

  /** The agent came back between the question for all tasks and the mark behind it. */
  @Test
  void marksOfDifferentRoundsProveNothing() {
    inquiry.subscribed(NOW);
    Marks first = ask();
    Marks second = ask();

    assertThat(inquiry.answered(first.after())).isEqualTo(Told.WHAT_IT_KNOWS);
    assertThat(inquiry.answered(second.before())).isEqualTo(Told.NOTHING);
    assertThat(inquiry.answered(second.after())).isEqualTo(Told.ALL);
  }

  @Test
  void aMasterMayAnswerAnEarlierRoundHoweverLate() {
    inquiry.subscribed(NOW);
    Marks first = ask();
    ask();
    ask();

    assertThat(inquiry.answered(first.before())).isEqualTo(Told.NOTHING);
    assertThat(inquiry.answered(first.after())).isEqualTo(Told.ALL);
  }

  @Test
  void whatWasAskedInAnEarlierSubscriptionCountsNoMore() {
    inquiry.subscribed(NOW);
    Marks before = ask();
    inquiry.disconnected();
    inquiry.subscribed(NOW);

    assertThat(inquiry.answered(before.before())).isEqualTo(Told.NOTHING);
    assertThat(inquiry.answered(before.after())).isEqualTo(Told.NOTHING);
  }

  @Test
  void aRoundAsksForTheTasksThatWereNotHeardOf() {
    inquiry.subscribed(NOW);
    assertThat(inquiry.next().tasks()).isEqualTo(Map.of("t1", "a1", "t2", "a2"));

    inquiry.heard("t1");

    assertThat(inquiry.next().tasks()).isEqualTo(Map.of("t2", "a2"));
    assertThat(inquiry.end()).containsExactly("t2");
    assertThat(inquiry.isOpen()).isFalse();
  }

  @Test
  void aLaunchInDoubtIsAskedForWithoutASurvey() {
    StatusQuery steady = StatusQuery.none();
    steady.subscribed(NOW);
    assertThat(steady.isOpen()).isFalse();

    steady.doubt("t9", "a9");

    assertThat(steady.isOpen()).isTrue();
    assertThat(steady.next()).isEqualTo(new Round(Map.of("t9", "a9"), java.util.Optional.empty()));
    steady.heard("t9");
    assertThat(steady.isOpen()).isFalse();
  }

  @Test
  void theWindowCountsFromTheSubscriptionAndNotWhileThereIsNone() {
    assertThat(inquiry.windowIsOver(NOW.plus(Duration.ofDays(1)))).isFalse();

    inquiry.subscribed(NOW);
    inquiry.window(Duration.ofSeconds(90));
    assertThat(inquiry.windowIsOver(NOW.plusSeconds(89))).isFalse();
    assertThat(inquiry.windowIsOver(NOW.plusSeconds(90))).isTrue();

    inquiry.disconnected();
    assertThat(inquiry.windowIsOver(NOW.plus(Duration.ofDays(1)))).isFalse();

    // Another master may have another window; until it has told, it is Mesos' default.
    inquiry.subscribed(NOW.plusSeconds(200));
    assertThat(inquiry.windowIsOver(NOW.plusSeconds(799))).isFalse();
    assertThat(inquiry.windowIsOver(NOW.plusSeconds(800))).isTrue();
  }

  @Test
  void roundsFollowAfterGrowingPausesButNotBeyondTheWindow() {
    inquiry.subscribed(NOW);
    inquiry.window(Duration.ofSeconds(100));
    Instant now = NOW;
    List<Long> pauses = new ArrayList<>();
    while (!inquiry.windowIsOver(now)) {
      ask();
      Duration pause = inquiry.pause(now);
      pauses.add(pause.toSeconds());
      now = now.plus(pause);
    }

    assertThat(pauses).containsExactly(2L, 4L, 8L, 16L, 30L, 30L, 10L);
  }
}
