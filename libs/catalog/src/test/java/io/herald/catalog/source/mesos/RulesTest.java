package io.herald.catalog.source.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.mesos.codec.MesosDuration;
import io.herald.mesos.leader.MasterAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small rules by which what a master says is read, each a table. */
class RulesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "",
      value = {
        "'' | ''",
        "[] | ''",
        "[31000-31001, 31010-31010] | 31000-31001 31010-31010",
        "[31000-31000] | 31000-31000",
        "[31000] | 31000-31000",
        "31000-31001 | 31000-31001",
        "[ 5 - 6 ,7-7] | 5-7",
        "[10-20, 15-30] | 10-30",
        "[40-50, 1-2] | 1-2 40-50",
        "[0-65535] | 0-65535",
        "[31000-31001, 1-999999] | 31000-31001",
        "[1-99999999999, 7] | 7-7",
      })
  void portsAreReadInAscendingRanges(String text, String ranges) {
    String read =
        PortRanges.parse(text == null ? "" : text, refused -> {}).stream()
            .map(range -> range.begin() + "-" + range.end())
            .collect(Collectors.joining(" "));
    assertThat(read).isEqualTo(ranges == null ? "" : ranges);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[a-b]", "[1-]", "[-1]", "[2-1]", "[1-70000]", "[]", "[99999999999-3]", "x"})
  void aPartThatIsNoRangeOfPortsIsRefusedAlone(String text) {
    List<String> refused = new ArrayList<>();
    List<PortRange> read =
        PortRanges.parse("[31000-31001," + text.replaceAll("[\\[\\]]", "") + "]", refused::add);
    assertThat(read).contains(new PortRange(31000, 31001));
    assertThat(refused).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "10mins, PT10M",
    "1.5secs, PT1.5S",
    "2weeks, PT336H",
    "1days, PT24H",
    "3hrs, PT3H",
    "250ms, PT0.25S",
    "7ns, PT0.000000007S",
    "5us, PT0.000005S"
  })
  void durationsAreReadAsMesosWritesThem(String text, Duration duration) {
    assertThat(MesosDuration.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "mins", "10 mins", "-1secs", "10minutes"})
  void whatIsNoDurationIsNone(String text) {
    assertThat(MesosDuration.parse(text)).isEmpty();
  }

  static Stream<Arguments> statuses() {
    return Stream.of(
        Arguments.of("none", List.of(), null),
        Arguments.of("one", List.of(at(1, null, "a")), known(null, "a")),
        Arguments.of(
            "the greatest timestamp",
            List.of(at(1, null, "a"), at(3, true, "c"), at(2, false, "b")),
            known(true, "c")),
        Arguments.of(
            "the first of equals", List.of(at(1, null, "a"), at(1, null, "b")), known(null, "a")),
        Arguments.of(
            "the newest has no container status",
            List.of(at(1, true, "a"), masters(2, false)),
            known(false, "a")),
        Arguments.of("nor health", List.of(at(1, true, "a"), masters(2, null)), known(true, "a")),
        Arguments.of("none has one", List.of(masters(2, true)), known(true)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statuses")
  void theNewestRunningStatusCounts(
      String name, List<StatusReport> reports, RunningStatus expected) {
    assertThat(StatusReport.newest(reports)).isEqualTo(Optional.ofNullable(expected));
  }

  static Stream<Arguments> updates() {
    return Stream.of(
        Arguments.of(null, at(1, null, "a"), known(null, "a")),
        Arguments.of(known(null, "a"), at(2, true, "b"), known(true, "b")),
        Arguments.of(known(true, "a"), at(2, null, "a"), known(null, "a")),
        Arguments.of(known(null, "a"), at(2, true), known(true, "a")),
        Arguments.of(known(true, "a"), masters(2, null), known(true, "a")),
        Arguments.of(known(true, "a"), masters(2, false), known(false, "a")),
        Arguments.of(null, masters(2, false), known(false)));
  }

  @ParameterizedTest
  @MethodSource("updates")
  void anUpdateReplacesWhatItTellsOf(
      RunningStatus known, StatusReport report, RunningStatus expected) {
    assertThat(report.after(Optional.ofNullable(known))).isEqualTo(expected);
  }

  private static StatusReport at(double timestamp, Boolean healthy, String... addresses) {
    return new StatusReport(
        timestamp,
        Optional.ofNullable(healthy),
        true,
        Arrays.asList(addresses),
        Map.of(),
        Network.UNSPECIFIED);
  }

  private static StatusReport masters(double timestamp, Boolean healthy) {
    return new StatusReport(
        timestamp, Optional.ofNullable(healthy), false, List.of(), Map.of(), Network.UNSPECIFIED);
  }

  private static RunningStatus known(Boolean healthy, String... addresses) {
    return new RunningStatus(Optional.ofNullable(healthy), Arrays.asList(addresses), Map.of());
  }

  private static PolledRequest inquiry(Duration longestBackOff) {
    return PolledRequest.resting(
        "GET /x", longestBackOff, new Faults(Clock.systemUTC()), Faults.Kind.AGENTS);
  }

  @Test
  void anInquiryIsMadeOnceAtATimeAndRestsAfterwards() {
    Instant start = Instant.parse("2026-11-21T10:00:00Z");
    PolledRequest inquiry = inquiry(Duration.ofSeconds(30));
    assertThat(inquiry.next()).isEmpty();
    inquiry.wantAt(start.plusSeconds(5));
    inquiry.wantAt(start.plusSeconds(9));
    assertThat(inquiry.next()).contains(start.plusSeconds(5));
    assertThat(inquiry.isDue(start.plusSeconds(4))).isFalse();
    assertThat(inquiry.isDue(start.plusSeconds(5))).isTrue();

    inquiry.begin(start.plusSeconds(5));
    inquiry.wantAt(start.plusSeconds(6));
    assertThat(inquiry.isDue(start.plusSeconds(7))).as("one is under way").isFalse();
    inquiry.answered(start.plusSeconds(7));
    // It took 2 s, so the next comes 18 s later: a tenth of the time is work.
    assertThat(inquiry.next()).contains(start.plusSeconds(25));
    assertThat(inquiry.pace()).isEqualTo(Duration.ofSeconds(20));
    inquiry.cancel();
    assertThat(inquiry.next()).isEmpty();
  }

  /** Seconds that each answer takes, and that are rested after it. */
  @Test
  void theRestIsNineTimesWhatTheMasterNeededTheShorterOfTwoAnswers() {
    Faults faults = new Faults(Clock.systemUTC());
    Duration longest = Duration.ofSeconds(30);
    List<Integer> took = List.of(60, 60, 2, 60, 70, 1);
    assertThat(rests(PolledRequest.resting("GET /x", longest, faults, Faults.Kind.CHECK), took))
        .as("the first may be an odd one")
        .containsExactly(30L, 540L, 18L, 18L, 540L, 9L);
    assertThat(rests(PolledRequest.pressing("GET /x", longest, faults, Faults.Kind.STATE), took))
        .containsExactly(30L, 30L, 18L, 18L, 30L, 9L);
  }

  private static List<Long> rests(PolledRequest inquiry, List<Integer> took) {
    Instant now = Instant.parse("2026-11-21T10:00:00Z");
    List<Long> rests = new ArrayList<>();
    for (int seconds : took) {
      inquiry.begin(now);
      inquiry.wantAt(now);
      now = now.plusSeconds(seconds);
      inquiry.answered(now);
      rests.add(Duration.between(now, inquiry.next().orElseThrow()).toSeconds());
      assertThat(inquiry.pace())
          .isEqualTo(Duration.ofSeconds(seconds + rests.get(rests.size() - 1)));
    }
    return rests;
  }

  @Test
  void anInquiryThatFailsIsMadeAgainEverLater() {
    Instant now = Instant.parse("2026-11-21T10:00:00Z");
    Duration longest = Duration.ofSeconds(8);
    PolledRequest inquiry = inquiry(longest);
    inquiry.wantAt(now);
    long bound = 500;
    for (int failure = 0; failure < 40; failure++) {
      inquiry.begin(now);
      inquiry.failed(now, "refused");
      Duration pause = Duration.between(now, inquiry.next().orElseThrow());
      assertThat(pause.toMillis()).isBetween(bound / 2, bound);
      bound = Math.min(longest.toMillis(), bound * 2);
      now = now.plus(pause);
    }
    inquiry.begin(now);
    inquiry.outdated();
    assertThat(inquiry.next()).isEmpty();
  }

  @Test
  void optionsAreReadFromAMasterUrlAndChecked() {
    MesosOptions list = MesosOptions.of("10.0.0.1:5050, [2001:db8::1]:5051");
    assertThat(list.masters())
        .containsExactly(
            new MasterAddress("10.0.0.1", 5050), new MasterAddress("2001:db8::1", 5051));
    assertThat(MesosOptions.of("zk://h1,h2:2182/mesos/").zooKeeper())
        .hasValueSatisfying(
            url -> assertThat(url.toString()).isEqualTo("zk://h1:2181,h2:2182/mesos"));
    assertThatThrownBy(() -> MesosOptions.of("10.0.0.1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10.0.0.1");
    assertThatThrownBy(() -> list.withRefresh(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the refresh interval is PT0S");
  }
}
