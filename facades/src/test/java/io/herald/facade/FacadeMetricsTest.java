package io.herald.facade;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.facade.consul.ConsulFacade;
import io.herald.facade.marathon.MarathonFacade;
import io.herald.http.metrics.MetricsPage;
import io.herald.runtime.metrics.Metric;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code /metrics} has of the facades, as Prometheus reads it. */
class FacadeMetricsTest {

  @Test
  void theRowsOfBothFacadesStandOnOnePage() {
    try (ShownCluster cluster = new ShownCluster();
        ConsulFacade consul = new ConsulFacade(cluster.live(), Clock.systemUTC());
        MarathonFacade marathon = new MarathonFacade(cluster.live(), Clock.systemUTC())) {
      List<Metric> rows = new ArrayList<>(consul.metrics());
      rows.addAll(marathon.metrics());
      try (MetricsPage page = new MetricsPage(() -> rows)) {
        assertThat(page.scrape().lines().filter(line -> line.matches("herald_(consul|marathon).*")))
            .containsExactlyInAnyOrder(
                "herald_consul_blocking_queries_total{end=\"changed\"} 0.0",
                "herald_consul_blocking_queries_total{end=\"client_left\"} 0.0",
                "herald_consul_blocking_queries_total{end=\"refused\"} 0.0",
                "herald_consul_blocking_queries_total{end=\"timeout\"} 0.0",
                "herald_consul_services 0.0",
                "herald_consul_waiting_queries 0.0",
                "herald_marathon_apps 0.0",
                "herald_marathon_event_streams 0.0",
                "herald_marathon_event_streams_cut_total 0.0",
                "herald_marathon_event_streams_refused_total 0.0",
                "herald_marathon_events_total 0.0");
      }
    }
  }
}
