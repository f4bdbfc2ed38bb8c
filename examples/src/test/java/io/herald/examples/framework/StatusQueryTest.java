package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.examples.framework.StatusQuery.Answer;
import io.herald.examples.framework.StatusQuery.Marks;
import io.herald.examples.framework.StatusQuery.Round;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a master's answers prove. */
class StatusQueryTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final StatusQuery query = StatusQuery.afterRestart(Map.of("t1", "a1", "t2", "a2"));

  private Marks ask() {
    return query.next().marks().orElseThrow();
  }

  @Test
  void theAnswerIsWholeWhenTheMarksBeforeAndBehindItAreAnswered() {
    query.subscribed(NOW);
    Marks marks = ask();

    assertThat(query.answered(marks.before())).isEqualTo(Answer.NOTHING);
    assertThat(query.answered(marks.after())).isEqualTo(Answer.ALL);
  }

  @Test
  void whileAgentsMayComeBackTheMasterHasToldWhatItKnowsAndNoMore() {
    query.subscribed(NOW);
    Marks marks = ask();

    assertThat(query.answered(marks.after())).isEqualTo(Answer.ALL_KNOWN);
  }

  /** The agent came back between the question for all tasks and the mark behind it. */
  @Test
  void marksOfDifferentRoundsProveNothing() {
    query.subscribed(NOW);
    Marks first = ask();
    Marks second = ask();

    assertThat(query.answered(first.after())).isEqualTo(Answer.ALL_KNOWN);
    assertThat(query.answered(second.before())).isEqualTo(Answer.NOTHING);
    assertThat(query.answered(second.after())).isEqualTo(Answer.ALL);
  }

  @Test
  void aMasterMayAnswerAnEarlierRoundHoweverLate() {
    query.subscribed(NOW);
    Marks first = ask();
    ask();
    ask();

    assertThat(query.answered(first.before())).isEqualTo(Answer.NOTHING);
    assertThat(query.answered(first.after())).isEqualTo(Answer.ALL);
  }

  @Test
  void whatWasAskedInAnEarlierSubscriptionCountsNoMore() {
    query.subscribed(NOW);
    Marks before = ask();
    query.disconnected();
    query.subscribed(NOW);

    assertThat(query.answered(before.before())).isEqualTo(Answer.NOTHING);
    assertThat(query.answered(before.after())).isEqualTo(Answer.NOTHING);
  }

  @Test
  void aRoundAsksForTheTasksThatWereNotHeardOf() {
    query.subscribed(NOW);
    assertThat(query.next().tasks()).isEqualTo(Map.of("t1", "a1", "t2", "a2"));

    query.heard("t1");

    assertThat(query.next().tasks()).isEqualTo(Map.of("t2", "a2"));
    assertThat(query.end()).containsExactly("t2");
    assertThat(query.isOpen()).isFalse();
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
    assertThat(query.windowIsOver(NOW.plus(Duration.ofDays(1)))).isFalse();

    query.subscribed(NOW);
    query.window(Duration.ofSeconds(90));
    assertThat(query.windowIsOver(NOW.plusSeconds(89))).isFalse();
    assertThat(query.windowIsOver(NOW.plusSeconds(90))).isTrue();

    query.disconnected();
    assertThat(query.windowIsOver(NOW.plus(Duration.ofDays(1)))).isFalse();

    // Another master may have another window; until it has told, it is Mesos' default.
    query.subscribed(NOW.plusSeconds(200));
    assertThat(query.windowIsOver(NOW.plusSeconds(799))).isFalse();
    assertThat(query.windowIsOver(NOW.plusSeconds(800))).isTrue();
  }

  @Test
  void roundsFollowAfterGrowingPausesButNotBeyondTheWindow() {
    query.subscribed(NOW);
    query.window(Duration.ofSeconds(100));
    Instant now = NOW;
    List<Double> pauses = new ArrayList<>();
    while (!query.windowIsOver(now)) {
      ask();
      Duration pause = query.pause(now);
      pauses.add(pause.toMillis() / 1000.0);
      now = now.plus(pause);
    }

    List<Double> longest = List.of(4.0, 8.0, 16.0, 32.0, 60.0);
    for (int round = 0; round < Math.min(longest.size(), pauses.size() - 1); round++) {
      assertThat(pauses.get(round)).isBetween(longest.get(round) / 2, longest.get(round));
    }
    assertThat(pauses).hasSizeBetween(5, 7);
    assertThat(now).as("the end of the window").isEqualTo(NOW.plusSeconds(100));
  }
}
