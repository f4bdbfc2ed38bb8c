package io.herald.catalog.source.mesos.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.Faults;
import io.herald.catalog.source.mesos.status.MesosFault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a request is made: after its rest, or after a failure ever later. */
class PolledRequestTest {

  private static PolledRequest request(Duration longestBackOff) {
    return PolledRequest.resting(
        "GET /x",
        longestBackOff,
        new Faults<>(MesosFault.class, Clock.systemUTC()),
        MesosFault.AGENTS);
  }

  @Test
  void aRequestIsMadeOnceAtATimeAndRestsAfterwards() {
    Instant start = Instant.parse("2026-11-21T10:00:00Z");
    PolledRequest request = request(Duration.ofSeconds(30));
    assertThat(request.next()).isEmpty();
    request.wantAt(start.plusSeconds(5));
    request.wantAt(start.plusSeconds(9));
    assertThat(request.next()).contains(start.plusSeconds(5));
    assertThat(request.isDue(start.plusSeconds(4))).isFalse();
    assertThat(request.isDue(start.plusSeconds(5))).isTrue();

    request.begin(start.plusSeconds(5));
    request.wantAt(start.plusSeconds(6));
    assertThat(request.isDue(start.plusSeconds(7))).as("one is under way").isFalse();
    request.answered(start.plusSeconds(7));
    // It took 2 s, so the next comes 18 s later: a tenth of the time is work.
    assertThat(request.next()).contains(start.plusSeconds(25));
    assertThat(request.pace()).isEqualTo(Duration.ofSeconds(20));
    request.cancel();
    assertThat(request.next()).isEmpty();
  }

  /** Seconds that each answer takes, and that are rested after it. */
  @Test
  void theRestIsNineTimesWhatTheMasterNeededTheShorterOfTwoAnswers() {
    Faults<MesosFault> faults = new Faults<>(MesosFault.class, Clock.systemUTC());
    Duration longest = Duration.ofSeconds(30);
    List<Integer> took = List.of(60, 60, 2, 60, 70, 1);
    assertThat(rests(PolledRequest.resting("GET /x", longest, faults, MesosFault.CHECK), took))
        .as("the first may be an odd one")
        .containsExactly(30L, 540L, 18L, 18L, 540L, 9L);
    assertThat(rests(PolledRequest.pressing("GET /x", longest, faults, MesosFault.STATE), took))
        .containsExactly(30L, 30L, 18L, 18L, 30L, 9L);
  }

  private static List<Long> rests(PolledRequest request, List<Integer> took) {
    Instant now = Instant.parse("2026-11-21T10:00:00Z");
    List<Long> rests = new ArrayList<>();
    for (int seconds : took) {
      request.begin(now);
      request.wantAt(now);
      now = now.plusSeconds(seconds);
      request.answered(now);
      rests.add(Duration.between(now, request.next().orElseThrow()).toSeconds());
      assertThat(request.pace())
          .isEqualTo(Duration.ofSeconds(seconds + rests.get(rests.size() - 1)));
    }
    return rests;
  }

  @Test
  void aRequestThatFailsIsMadeAgainEverLater() {
    Instant now = Instant.parse("2026-11-21T10:00:00Z");
    Duration longest = Duration.ofSeconds(8);
    PolledRequest request = request(longest);
    request.wantAt(now);
    long bound = 500;
    for (int failure = 0; failure < 40; failure++) {
      request.begin(now);
      request.failed(now, "refused");
      Duration pause = Duration.between(now, request.next().orElseThrow());
      assertThat(pause.toMillis()).isBetween(bound / 2, bound);
      bound = Math.min(longest.toMillis(), bound * 2);
      now = now.plus(pause);
    }
    request.begin(now);
    request.outdated();
    assertThat(request.next()).isEmpty();
  }
}
