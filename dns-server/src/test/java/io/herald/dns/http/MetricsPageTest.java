package io.herald.dns.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.CatalogStatus;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.saved.SnapshotStatus;
import io.herald.dns.forward.ForwardCounters;
import io.herald.dns.transfer.TransferCounters;
import io.herald.dns.transport.QueryCounters;
import io.herald.http.HttpCounters;
import io.herald.http.metrics.MetricsPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * {@code /metrics} of a server with all there is, against the section that lists them; what stands
 * beside DNS is held to the documentation by the launcher's {@code DnsModulesTest}.
 */
class MetricsPageTest {

  private static final Path PAGE = Path.of("../docs/reference/http-api.md");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern TOLD = Pattern.compile("`((?:herald|process)_[a-z_]+)`");

  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

  private final HttpCounters http = new HttpCounters();
  private final Counters counters =
      new Counters(new QueryCounters(), new TransferCounters(), new ForwardCounters(), http);
  private final MetricsPage metrics =
      new MetricsPage(() -> HttpApi.rows(counters, status(), CLOCK));

  @AfterEach
  void close() {
    metrics.close();
  }

  private static ServiceStatus status() {
    SourceStatus.Fault fault = new SourceStatus.Fault(1, Optional.empty());
    SourceStatus source =
        new SourceStatus(
            "mesos",
            Optional.of("stream"),
            Optional.empty(),
            Optional.of(CLOCK.instant()),
            Optional.of(CLOCK.instant()),
            Map.of("HEARTBEAT", 3L),
            Map.of("task", 2L),
            0,
            false,
            Map.of("no-leader", fault),
            Optional.of(new SourceStatus.Reading(CLOCK.instant(), Duration.ofMinutes(1))),
            Optional.empty(),
            Optional.empty());
    return new ServiceStatus(
        true,
        1,
        Map.of(),
        new CatalogStatus(1, CLOCK.instant(), List.of(), Map.of(), 1),
        List.of(source),
        Optional.of(new SnapshotStatus("file", Optional.empty(), 1, Map.of("write", fault))),
        Map.of(),
        ConfigStatus.first(CLOCK.instant()));
  }

  @Test
  void everyMetricIsOnItsPageAndThePageTellsNoOther() throws Exception {
    http.countRequest(com.linecorp.armeria.server.Route.ofCatchAll(), 200);
    Set<String> there = new TreeSet<>();
    Matcher type = TYPE.matcher(metrics.scrape());
    while (type.find()) {
      if (type.group(2).equals("counter")) {
        assertThat(type.group(1)).as("counters end in _total").endsWith("_total");
      }
      if (type.group(1).startsWith("herald_")) {
        there.add(type.group(1));
      }
    }
    String page = Files.readString(PAGE);
    Set<String> told = new TreeSet<>();
    int section = page.indexOf("## /metrics");
    Matcher name = TOLD.matcher(page.substring(section, page.indexOf("\n## ", section)));
    while (name.find()) {
      if (name.group(1).startsWith("herald_")) {
        told.add(name.group(1));
      } else {
        assertThat(metrics.scrape()).contains("\n" + name.group(1) + " ");
      }
    }
    assertThat(told).containsExactlyElementsOf(there);
  }
}
