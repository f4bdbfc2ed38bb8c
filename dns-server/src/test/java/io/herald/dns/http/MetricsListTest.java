package io.herald.dns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Route;
import io.herald.catalog.CatalogStatus;
import io.herald.catalog.EntityKind;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.SourceStatus.Fault;
import io.herald.catalog.saved.SnapshotStatus;
import io.herald.dns.forward.ForwardCounters;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.record.RecordType;
import io.herald.dns.transfer.TransferCounters;
import io.herald.dns.transport.QueryCounters;
import io.herald.http.HttpCounters;
import io.herald.http.metrics.MetricsPage;
import io.herald.services.problem.ProblemKind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every metric that is published, with its type, its labels and, where it is the server's, its
 * value: dashboards and alerts stand on each line of {@code metrics.txt}. Each number of the status
 * is another one, so that no two can be mistaken for each other.
 */
class MetricsListTest {

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

  private static Instant before(long seconds) {
    return CLOCK.instant().minusSeconds(seconds);
  }

  /** Another number for each of them. */
  private static <K, N> Map<K, N> numbered(K[] keys, long first, Function<Long, N> number) {
    Map<K, N> numbers = new LinkedHashMap<>();
    for (K key : keys) {
      numbers.put(key, number.apply(first + numbers.size()));
    }
    return numbers;
  }

  private static ServiceStatus status() {
    SourceStatus mesos =
        new SourceStatus(
            "mesos",
            Optional.of("stream"),
            Optional.empty(),
            Optional.of(before(101)),
            Optional.of(before(102)),
            Map.of("HEARTBEAT", 103L, "TASK_ADDED", 104L),
            Map.of("task", 105L, "agent", 106L),
            107,
            true,
            Map.of(
                "stream",
                new Fault(108, Optional.of(before(109))),
                "drift",
                new Fault(110, Optional.empty())),
            Optional.of(new SourceStatus.Reading(before(111), Duration.ofMinutes(1))),
            Optional.empty(),
            Optional.empty());
    SourceStatus serverSets =
        new SourceStatus(
            "serverset",
            Optional.empty(),
            Optional.of("it is cut off"),
            Optional.of(before(201)),
            Optional.empty(),
            Map.of(),
            Map.of(),
            0,
            false);
    Map<RecordType, Long> records = numbered(RecordType.values(), 300L, number -> number);
    Map<EntityKind, Integer> entities = numbered(EntityKind.values(), 400L, Long::intValue);
    Map<ProblemKind, Integer> problems =
        numbered(
            NameProblem.REPORTED.stream()
                .sorted(Comparator.comparing(ProblemKind::text))
                .toArray(ProblemKind[]::new),
            500L,
            Long::intValue);
    ConfigStatus configuration =
        new ConfigStatus(
            before(601),
            602,
            603,
            Optional.of(new ConfigStatus.Refusal(before(604), List.of("no"))),
            Optional.empty());
    return new ServiceStatus(
        true,
        701,
        records,
        new CatalogStatus(702, before(703), List.of(), entities, 704),
        List.of(mesos, serverSets),
        Optional.of(
            new SnapshotStatus(
                "file",
                Optional.of(before(801)),
                802,
                Map.of(
                    "write",
                    new Fault(803, Optional.of(before(804))),
                    "read",
                    new Fault(805, Optional.empty())))),
        problems,
        configuration);
  }

  /**
   * One line for each name with its type, and for what is counted here one for each series with its
   * value. What the JVM's collector is, and so its names, is the machine's.
   */
  private static String list(String exposition) {
    Map<String, String> types = new TreeMap<>();
    StringBuilder series = new StringBuilder();
    for (String line : exposition.split("\n")) {
      if (line.startsWith("# TYPE ") && !line.startsWith("# TYPE jvm_gc_")) {
        String[] words = line.split(" ");
        types.put(words[2], words[3]);
      } else if (line.startsWith("herald_build_info")) {
        series.append(line.replaceAll("\"[^\"]*\"", "\"…\"")).append('\n');
      } else if (line.startsWith("herald_")) {
        series.append(line).append('\n');
      }
    }
    StringBuilder list = new StringBuilder();
    types.forEach((name, type) -> list.append(name).append(' ').append(type).append('\n'));
    return list.append('\n').append(series).toString();
  }

  @Test
  void everyMetricHasItsNameTypeLabelsAndValue() throws IOException {
    http.countRequest(Route.builder().path("/v1/hosts/{host}").build(), 200);
    http.countRequest(Route.ofCatchAll(), 404);
    try (InputStream expected = MetricsListTest.class.getResourceAsStream("metrics.txt")) {
      assertThat(list(metrics.scrape())).isEqualTo(new String(expected.readAllBytes(), UTF_8));
    }
  }
}
