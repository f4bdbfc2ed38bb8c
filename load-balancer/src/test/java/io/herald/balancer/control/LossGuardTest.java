package io.herald.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.services.instance.ServiceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which lost instances are kept, and how long. */
class LossGuardTest {

  private static final ServiceKey WEB = new ServiceKey("marathon", "web", "");
  private static final ServiceKey DB = new ServiceKey("marathon", "db", "");
  private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");

  /** Those that the master would list if they ran. */
  private final Set<Integer> inSight = new HashSet<>();

  private final LossGuard<Integer> guard =
      new LossGuard<>(Duration.ofSeconds(30), inSight::contains);

  private void serving(int count) {
    IntStream.range(0, count).forEach(id -> guard.serving(WEB, id));
  }

  private LossGuard.Decision<Integer> decideAfter(int seconds) {
    return guard.decide(START.plusSeconds(seconds));
  }

  @ParameterizedTest(name = "{1} of {0} are kept: {2}")
  @CsvSource({
    "1, 1, true",
    "2, 1, false",
    "2, 2, true",
    "3, 1, false",
    "3, 2, true",
    "10, 5, false",
    "10, 6, true"
  })
  void moreThanHalfIsKept(int all, int lost, boolean kept) {
    serving(all);
    IntStream.range(0, lost).forEach(id -> assertThat(guard.lost(WEB, id)).isTrue());

    LossGuard.Decision<Integer> decision = decideAfter(0);

    assertThat(decision.kept()).hasSize(kept ? lost : 0);
    assertThat(decision.letGo()).hasSize(kept ? 0 : lost);
  }

  @ParameterizedTest(name = "{1} of {0} end")
  @CsvSource({"1, 1", "2, 2", "3, 2", "10, 6", "10, 10"})
  void whatTheMasterWouldListHasEndedOnceThatIsCertain(int all, int ended) {
    serving(all);
    IntStream.range(0, ended)
        .forEach(
            id -> {
              inSight.add(id);
              assertThat(guard.lost(WEB, id)).isTrue();
            });

    assertThat(decideAfter(0)).isEqualTo(new LossGuard.Decision<>(List.of(), List.of()));
    assertThat(guard.held()).isEmpty();
    assertThat(guard.nextDeadline()).contains(START.plus(LossGuard.CERTAIN_AFTER));

    LossGuard.Decision<Integer> decision = guard.decide(START.plus(LossGuard.CERTAIN_AFTER));

    assertThat(decision.kept()).isEmpty();
    assertThat(decision.letGo()).hasSize(ended);
    assertThat(guard.nextDeadline()).isEmpty();
  }

  /** A master says that tasks are lost, and then that their agent is. */
  @Test
  void anAgentThatGoesRightAfterItsTasksMakesThemLost() {
    serving(4);
    inSight.addAll(List.of(0, 1, 2));
    List.of(0, 1, 2).forEach(id -> guard.lost(WEB, id));
    assertThat(decideAfter(0)).isEqualTo(new LossGuard.Decision<>(List.of(), List.of()));

    inSight.clear();

    assertThat(decideAfter(1).kept()).containsExactly(0, 1, 2);
    assertThat(decideAfter(30).letGo()).isEmpty();
    assertThat(decideAfter(31).letGo()).containsExactly(0, 1, 2);
  }

  @Test
  void whatTheMasterCallsUnreachableIsLostThoughItsAgentIsListed() {
    serving(2);
    inSight.addAll(List.of(0, 1));
    guard.unreachable(WEB, 0);
    guard.unreachable(WEB, 1);

    assertThat(decideAfter(0).kept()).containsExactly(0, 1);
  }

  /** Six end in order, and an agent takes one of the four others with it. */
  @Test
  void whatHasEndedDoesNotMakeAFewLostOnesMany() {
    serving(10);
    IntStream.range(0, 6).forEach(inSight::add);
    IntStream.range(0, 7).forEach(id -> guard.lost(WEB, id));
    assertThat(decideAfter(0)).isEqualTo(new LossGuard.Decision<>(List.of(), List.of()));

    assertThat(decideAfter(1).kept()).isEmpty();
    assertThat(guard.nextDeadline()).isEmpty();
  }

  @Test
  void whoComesBackBeforeThatWasNeverAway() {
    serving(1);
    inSight.add(0);
    guard.lost(WEB, 0);
    decideAfter(0);
    guard.serving(WEB, 0);

    assertThat(decideAfter(1)).isEqualTo(new LossGuard.Decision<>(List.of(), List.of()));
  }

  @Test
  void lossesInARowCountTogetherForAWhile() {
    serving(4);
    guard.lost(WEB, 0);
    assertThat(decideAfter(0).letGo()).containsExactly(0);
    guard.lost(WEB, 1);
    assertThat(decideAfter(2).letGo()).containsExactly(1);
    guard.lost(WEB, 2);
    assertThat(decideAfter(4).kept()).containsExactly(2);
  }

  @Test
  void lossesFarApartDoNotCountTogether() {
    serving(4);
    guard.lost(WEB, 0);
    assertThat(decideAfter(0).letGo()).containsExactly(0);
    guard.lost(WEB, 1);
    assertThat(decideAfter(11).letGo()).containsExactly(1);
    guard.lost(WEB, 2);
    assertThat(decideAfter(22).letGo()).containsExactly(2);
  }

  @Test
  void theGraceTimeEnds() {
    serving(1);
    guard.lost(WEB, 0);
    decideAfter(0);

    assertThat(guard.nextDeadline()).contains(START.plusSeconds(30));
    assertThat(guard.held()).isEqualTo(Map.of(WEB, 1));
    assertThat(decideAfter(29).letGo()).isEmpty();
    assertThat(decideAfter(30).letGo()).containsExactly(0);
    assertThat(guard.nextDeadline()).isEmpty();
    assertThat(guard.held()).isEmpty();
  }

  @Test
  void halfOfThemServingAgainEndsItAtOnce() {
    serving(4);
    IntStream.range(0, 4).forEach(id -> guard.lost(WEB, id));
    assertThat(decideAfter(0).kept()).hasSize(4);
    guard.serving(WEB, 10);
    assertThat(decideAfter(1).letGo()).isEmpty();
    guard.serving(WEB, 11);
    assertThat(decideAfter(2).letGo()).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void whoComesBackWasNeverAway() {
    serving(2);
    guard.lost(WEB, 0);
    guard.lost(WEB, 1);
    decideAfter(0);
    guard.serving(WEB, 0);
    guard.serving(WEB, 1);

    assertThat(decideAfter(1)).isEqualTo(new LossGuard.Decision<>(List.of(), List.of()));
    assertThat(guard.held()).isEmpty();
  }

  @Test
  void whatEndsInOrderIsNotLost() {
    serving(3);
    IntStream.range(0, 3).forEach(id -> guard.ended(WEB, id));

    assertThat(guard.lost(WEB, 0)).isFalse();
    assertThat(decideAfter(0).kept()).isEmpty();
  }

  @Test
  void aLossOfOneServiceIsNoneOfAnother() {
    serving(1);
    guard.serving(DB, 100);
    guard.lost(WEB, 0);
    decideAfter(0);

    assertThat(guard.held()).containsOnlyKeys(WEB);
  }

  @Test
  void withoutAGraceTimeNothingIsKept() {
    guard.setGrace(Duration.ZERO);
    serving(3);
    IntStream.range(0, 3).forEach(id -> guard.lost(WEB, id));

    assertThat(decideAfter(0).letGo()).hasSize(3);
  }
}
