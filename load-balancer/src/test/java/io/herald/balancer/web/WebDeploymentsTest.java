package io.herald.balancer.web;

import static io.herald.balancer.web.WebTasks.ALL;
import static io.herald.balancer.web.WebTasks.app;
import static io.herald.balancer.web.WebTasks.only;
import static io.herald.balancer.web.WebTasks.port;
import static io.herald.balancer.web.WebTasks.services;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Apps in two versions: rollouts, and blue and green ones of one deployment group. */
final class WebDeploymentsTest {

  @Test
  void duringARolloutTheLabelsOfMostTasksCount() {
    WebTasks rollout =
        app("/sise")
            .labels("0_PORT", "7000")
            .task("10.0.0.1", port(1, "a"))
            .task("10.0.0.2", port(1, "a"))
            .labels("0_PORT", "8000")
            .task("10.0.0.3", port(1, "a"));
    assertThat(services(ALL, rollout).services()).containsOnlyKeys("sise_7000");
    rollout.task("10.0.0.4", port(1, "a"));
    assertThat(services(ALL, rollout).services()).containsOnlyKeys("sise_8000");
    assertThat(only(services(ALL, rollout)).spec().servers()).hasSize(4);
  }

  @ParameterizedTest(name = "{0} new ones of which {1} are healthy, {2} old ones, target {3}: {4}")
  @CsvSource({"1,1,3,3,1", "2,1,3,3,1", "3,3,3,3,3", "1,1,3,4,0", "0,0,3,3,0", "5,5,2,3,2"})
  void blueAndGreenAreOneServiceAndTheOldOneIsDrained(
      int fresh, int healthy, int old, int target, int drained) {
    WebTasks blue = app("/sise-blue").labels(deployment("2026-02-01T15:51:38.184623", target));
    for (int i = 0; i < old; i++) {
      blue.task("10.0.1." + i, port(1, "a"));
    }
    WebTasks green = app("/sise-green").labels(deployment("2026-02-01T15:52:00", target));
    for (int i = 0; i < fresh; i++) {
      green.task("TASK_RUNNING", Optional.of(i < healthy), "10.0.2." + i, port(1, "a"));
    }
    WebServices services = fresh == 0 ? services(ALL, blue) : services(ALL, blue, green);
    WebService service = only(services);
    assertThat(service.name()).isEqualTo("sise_10000");
    assertThat(service.spec().servers()).hasSize(old + fresh);
    assertThat(
            service.spec().servers().stream()
                .filter(s -> s.host().startsWith("10.0.1."))
                .filter(WebServer::drained)
                .map(WebServer::host)
                .toList())
        .hasSize(drained)
        .isSortedAccordingTo(Comparator.naturalOrder());
    assertThat(services.problems()).isEmpty();
  }

  @Test
  void oldTasksThatServeNobodyAnywayAreReplacedFirst() {
    WebTasks blue =
        app("/sise-blue")
            .labels(deployment("2026-02-01T15:51:38", 3))
            .task("10.0.1.0", port(1, "a"))
            .task("TASK_RUNNING", Optional.of(false), "10.0.1.1", port(1, "a"))
            .task("10.0.1.2", port(1, "a"));
    WebTasks green =
        app("/sise-green")
            .labels(deployment("2026-02-01T15:52:00", 3))
            .task("10.0.2.0", port(1, "a"));
    assertThat(replaced(blue, green)).containsExactly("10.0.1.1");
  }

  private static List<String> replaced(WebTasks... apps) {
    return only(services(ALL, apps)).spec().servers().stream()
        .filter(WebServer::replaced)
        .map(WebServer::host)
        .toList();
  }

  /** Marathon tells when an app was scaled, Mesos what the time is in its tasks' ids. */
  @ParameterizedTest(name = "{0} blue ones, {1} green ones, {2} started last, of 10: {3} replaced")
  @CsvSource({
    "10, 1, green, blue 1",
    "9, 2, green, blue 1",
    "8, 2, green, ''",
    "8, 2, blue, ''",
    "8, 3, green, blue 1",
    "9, 2, blue, green 1",
    "10, 2, blue, green 2",
    "10, 1, blue, green 1",
  })
  void whereBothGoOnTheOneThatWasScaledLastReplacesTheOther(
      int blue, int green, String last, String expected) {
    WebTasks older = app("/sise-blue").labels(deployment("2026-02-01T15:51:38", 10));
    WebTasks newer =
        app("/sise-green")
            .labels(deployment("2026-02-01T15:52:00", 10))
            .labels("DEPLOYMENT_NEW_INSTANCES", "2");
    List.of(older, newer)
        .forEach(app -> app.startedAt(app == newer == last.equals("green") ? 2 : 1));
    for (int i = 0; i < blue; i++) {
      older.task("10.0.1." + i, port(1, "a"));
    }
    for (int i = 0; i < green; i++) {
      newer.task("10.0.2." + i, port(1, "a"));
    }
    List<String> hosts = replaced(older, newer);
    assertThat(hosts.isEmpty() ? "" : colour(hosts) + " " + hosts.size()).isEqualTo(expected);
  }

  private static String colour(List<String> hosts) {
    assertThat(hosts.stream().map(host -> host.substring(0, 7)).distinct()).hasSize(1);
    return hosts.get(0).startsWith("10.0.1.") ? "blue" : "green";
  }

  @Test
  void howManyTogetherMustBeANumber() {
    WebTasks tasks =
        app("/sise")
            .labels(deployment("2026-02-01T15:51:38", 3))
            .labels("DEPLOYMENT_NEW_INSTANCES", "two")
            .task("10.0.0.1", port(1, "a"));
    assertThat(services(ALL, tasks).problems())
        .extracting(WebProblem::what)
        .containsExactly(
            "its label HAPROXY_DEPLOYMENT_NEW_INSTANCES = \"two\" has no effect; write a number");
  }

  private static String[] deployment(String startedAt, int target) {
    return new String[] {
      "0_PORT", "10000",
      "APP_ID", "sise",
      "DEPLOYMENT_GROUP", "sise",
      "DEPLOYMENT_ALT_PORT", "10001",
      "DEPLOYMENT_COLOUR", "blue",
      "DEPLOYMENT_STARTED_AT", startedAt,
      "DEPLOYMENT_TARGET_INSTANCES", Integer.toString(target),
    };
  }
}
