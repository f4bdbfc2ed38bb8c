package io.herald.balancer.haproxy;

import static io.herald.balancer.web.WebTasks.app;
import static io.herald.balancer.web.WebTasks.port;
import static io.herald.balancer.web.WebTasks.sise;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.balancer.web.WebTasks;
import io.herald.certificates.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What HAProxy does not take is found, and left out alone. */
final class HaproxyQuarantineTest {

  @TempDir Path folder;
  private PlannedFiles files;

  @BeforeEach
  void plan() {
    files = new PlannedFiles(folder, new Slots(1));
  }

  @Test
  void oneThingThatHaproxyDoesNotTakeIsFoundAmongManyAndLeftOut() throws Exception {
    WebTasks[] apps = new WebTasks[30];
    for (int i = 0; i < apps.length; i++) {
      apps[i] =
          app("/app-" + i)
              .labels("0_PORT", "" + (20000 + i), "0_VHOST", "h" + i)
              .task("10.0.0.1", port(7, "a"));
    }
    apps[17]
        .labels("0_BACKEND_HEAD", "backend {backend}\n  http-request deny nonsense")
        .task("10.0.0.2", port(7, "a"))
        .task("10.0.0.3", port(7, "a"));
    apps[27]
        .labels("0_SSL_CERT", "/no/such.pem")
        .task("10.0.0.2", port(7, "a"))
        .task("10.0.0.3", port(7, "a"));
    List<ConfigItem> items = files.items(apps);
    ItemQuarantine quarantine = files.quarantine();
    List<Integer> asked = new ArrayList<>();
    ItemQuarantine.Judge judge =
        some -> {
          asked.add(some.size());
          return files.faults(some);
        };
    ItemQuarantine.Verdict verdict = quarantine.judge(items, judge);
    assertThat(verdict.faults()).containsOnlyKeys("app-17_20017", "app-27_20027");
    assertThat(verdict.faults().get("app-17_20017")).startsWith(" is left out: line ");
    assertThat(verdict.faults().get("app-27_20027"))
        .startsWith(
            ": its label HAPROXY_0_SSL_CERT = \"/no/such.pem\" has no effect, and its own port isn't"
                + " opened, as it would speak without TLS; give a PEM file with certificate and key"
                + " that HAProxy can read; HAProxy says: line ");
    assertThat(verdict.leftOut()).isEqualTo(1);
    assertThat(verdict.items()).hasSize(29);
    assertThat(asked).hasSizeLessThan(26);
    assertThat(files.faults(verdict.items())).isEmpty();

    asked.clear();
    assertThat(quarantine.judge(items, judge)).isEqualTo(verdict);
    assertThat(asked).containsExactly(29);
    assertThat(quarantine.known(items)).isEqualTo(verdict);
  }

  record Blamed(List<String> labels, List<String> toBlame, String left) {}

  static Stream<Blamed> blamed() {
    return Stream.of(
        new Blamed(
            List.of("0_BALANCE", "hash nonsense("), List.of("BALANCE"), "  balance roundrobin"),
        new Blamed(
            List.of("0_BALANCE", "leastconn", "0_SSL_CERT", "/no/such.pem"),
            List.of("SSL_CERT"),
            "  balance leastconn"),
        new Blamed(
            List.of("0_BIND_OPTIONS", "tfo nonsense", "0_BALANCE", "leastconn"),
            List.of("BIND_OPTIONS"),
            "  bind *:1\n"),
        new Blamed(
            List.of("0_BIND_OPTIONS", "tfo ssl crt /no/such.pem"),
            List.of("BIND_OPTIONS"),
            "backend sise_1"),
        new Blamed(
            List.of("0_BIND_ADDR", "no-such-host.invalid", "0_BIND_OPTIONS", "tfo"),
            List.of("BIND_ADDR"),
            "backend sise_1"),
        new Blamed(
            List.of("0_BACKEND_HTTP_OPTIONS", "  nonsense", "0_STICKY", "true"),
            List.of("BACKEND_HTTP_OPTIONS"),
            "  option forwardfor"),
        new Blamed(
            List.of("0_SSL_CERT", "/no/such.pem", "0_BALANCE", "hash nonsense("),
            List.of("BALANCE", "SSL_CERT"),
            "  balance roundrobin"));
  }

  /** The service stays, with its host and all other labels. */
  @ParameterizedTest
  @MethodSource("blamed")
  void aLabelThatHaproxyDoesNotTakeCostsThatLabelAlone(Blamed row) throws Exception {
    List<String> labels = new ArrayList<>(List.of("0_PORT", "1", "0_VHOST", "x"));
    labels.addAll(row.labels());
    List<ConfigItem> items = files.items(sise(labels.toArray(String[]::new)));
    ItemQuarantine.Verdict verdict = files.quarantine().judge(items, files::faults);
    assertThat(verdict.items()).hasSize(1);
    assertThat(verdict.leftOut()).isZero();
    ConfigPlan plan = files.plan(verdict.items());
    assertThat(files.faults(plan)).isEmpty();
    assertThat(plan.text()).contains(row.left());
    assertThat(plan.hosts()).containsEntry("x", "sise_1");
    String why = verdict.faults().get("sise_1");
    for (int i = 0; i < row.labels().size(); i += 2) {
      String label = row.labels().get(i);
      assertThat(why.contains("its label HAPROXY_" + label + " = "))
          .as(label + " in " + why)
          .isEqualTo(row.toBlame().contains(label.substring(2)));
    }
  }

  /** A certificate that is brought later is taken then. */
  @Test
  void aCertificateThatCameLaterIsTriedAgain() throws Exception {
    Path file = folder.resolve("late.pem");
    List<ConfigItem> items = files.items(sise("0_PORT", "1", "0_SSL_CERT", file.toString()));
    ItemQuarantine quarantine = files.quarantine();
    assertThat(quarantine.judge(items, files::faults).faults()).containsOnlyKeys("sise_1");
    SelfSigned pair = SelfSigned.named("late");
    Files.writeString(file, pair.certificatePem() + pair.keyPem());
    assertThat(quarantine.known(items).faults()).isEmpty();
    assertThat(quarantine.judge(items, files::faults))
        .isEqualTo(new ItemQuarantine.Verdict(items, Map.of(), 0));
  }
}
