package io.herald.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alert rules and dashboard fit each other, the runbook and the metrics that Herald has. */
class MonitoringTest {

  private static final Path MONITORING = Path.of("src/main/monitoring");
  private static final Path DOCS = Path.of("../docs");

  /** Of a histogram Prometheus makes several names. */
  private static final Pattern METRIC =
      Pattern.compile("\\bherald_[a-z_]+?(?=(?:_bucket|_sum|_count)?\\b)");

  @Test
  void prometheusTakesTheRules() throws Exception {
    promtool("check", "rules", "herald.rules.yml");
  }

  /** Each test looks at a time when the alert is silent, and at one when it fires. */
  @Test
  void everyAlertFiresWhenItHasToAndNotBefore() throws Exception {
    promtool("test", "rules", "herald.test.yml");
    Set<String> tested = new TreeSet<>();
    for (JsonNode test : yaml("herald.test.yml").path("tests")) {
      JsonNode times = test.path("alert_rule_test");
      assertThat(times).as(test.path("name").asText()).hasSize(2);
      assertThat(times.get(0).path("exp_alerts")).as(test.path("name").asText()).isEmpty();
      assertThat(times.get(1).path("exp_alerts")).as(test.path("name").asText()).hasSize(1);
      tested.add(times.get(1).path("alertname").asText());
    }
    assertThat(tested).containsExactlyInAnyOrderElementsOf(alerts());
  }

  @Test
  void theRunbookHasASectionForEachAlertAndForNothingElse() throws IOException {
    List<String> sections =
        Files.readAllLines(DOCS.resolve("runbook.md")).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3))
            .toList();
    assertThat(sections).containsExactlyInAnyOrderElementsOf(alerts());
    for (JsonNode rule : rules()) {
      assertThat(rule.path("annotations").path("runbook_url").asText())
          .isEqualTo("docs/runbook.md#" + rule.path("alert").asText().toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void everyMetricThatIsLookedAtIsOneOfHeralds() throws IOException {
    Set<String> documented = new TreeSet<>();
    try (Stream<Path> pages = Files.list(DOCS.resolve("reference"))) {
      for (Path page : pages.toList()) {
        documented.addAll(metrics(Files.readString(page, UTF_8)));
      }
    }
    for (JsonNode rule : rules()) {
      assertThat(documented)
          .as(rule.path("alert").asText())
          .containsAll(metrics(rule.path("expr").asText()));
    }
    JsonNode dashboard =
        new ObjectMapper().readTree(MONITORING.resolve("herald-dashboard.json").toFile());
    List<JsonNode> panels = dashboard.findValues("expr");
    assertThat(panels).hasSizeGreaterThan(30);
    for (JsonNode query : panels) {
      assertThat(documented).as(query.asText()).containsAll(metrics(query.asText()));
    }
  }

  /** Grafana gives two panels of one number, or at one place, as one. */
  @Test
  void thePanelsOfTheDashboardHavePlacesOfTheirOwn() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(MONITORING.resolve("herald-dashboard.json").toFile());
    Set<Integer> numbers = new TreeSet<>();
    Set<String> taken = new TreeSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(numbers.add(panel.path("id").intValue())).isTrue();
      JsonNode at = panel.path("gridPos");
      assertThat(at.path("x").intValue() + at.path("w").intValue()).isLessThanOrEqualTo(24);
      for (int x = 0; x < at.path("w").intValue(); x++) {
        for (int y = 0; y < at.path("h").intValue(); y++) {
          String cell = (at.path("x").intValue() + x) + "," + (at.path("y").intValue() + y);
          assertThat(taken.add(cell)).as(panel.path("title").asText()).isTrue();
        }
      }
    }
  }

  private static Set<String> metrics(String text) {
    return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  private static List<String> alerts() throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode rule : rules()) {
      names.add(rule.path("alert").asText());
    }
    assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(20);
    return names;
  }

  private static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : yaml("herald.rules.yml").path("groups")) {
      group.path("rules").forEach(rules::add);
    }
    return rules;
  }

  private static JsonNode yaml(String file) throws IOException {
    return new ObjectMapper(new YAMLFactory()).readTree(MONITORING.resolve(file).toFile());
  }

  private static void promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(MONITORING.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
