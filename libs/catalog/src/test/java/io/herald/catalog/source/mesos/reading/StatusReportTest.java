package io.herald.catalog.source.mesos.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which of a task's statuses counts, and what an update changes. */
class StatusReportTest {

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
    return new RunningStatus(
        Optional.ofNullable(healthy), Arrays.asList(addresses), Map.of(), Network.UNSPECIFIED);
  }
}
