package io.herald.http.metrics;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.herald.runtime.metrics.Metric;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The page that Prometheus scrapes: the rows of the process' own rooms, the process under the names
 * of Prometheus' client libraries, and the JVM under Micrometer's. Safe for any thread.
 */
public final class MetricsPage implements AutoCloseable {

  private static final MediaType PROMETHEUS =
      MediaType.create("text", "plain")
          .withParameter("version", "0.0.4")
          .withCharset(StandardCharsets.UTF_8);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbage = new JvmGcMetrics();

  /**
   * @param rows asked once at each scrape
   */
  public MetricsPage(Supplier<List<Metric>> rows) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    garbage.bindTo(registry);
    List<Metric> process = ProcessMetrics.rows();
    registry
        .getPrometheusRegistry()
        .register(
            new RowCollector(
                () -> {
                  List<Metric> all = new ArrayList<>(process);
                  all.addAll(rows.get());
                  return all;
                }));
  }

  /** The whole page. */
  public String scrape() {
    return registry.scrape();
  }

  /** The whole page as a response. */
  public HttpResponse response() {
    return HttpResponse.of(HttpStatus.OK, PROMETHEUS, HttpData.ofUtf8(scrape()));
  }

  @Override
  public void close() {
    garbage.close();
    registry.close();
  }
}
