package io.herald.dns.http;

import io.herald.catalog.EntityKind;
import io.herald.catalog.SourceStatus;
import io.herald.dns.naming.Problem;
import io.herald.dns.record.RecordType;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.zone.QueryResponder.Transport;
import io.herald.dns.zone.Rcode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** {@code /metrics} in Prometheus' text format: what is read when it is asked for, nothing kept. */
final class Metrics implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbage = new JvmGcMetrics();
  private final Set<String> events = ConcurrentHashMap.newKeySet();
  private final Supplier<ServiceStatus> status;
  private final Clock clock;

  Metrics(QueryCounters queries, Supplier<ServiceStatus> status, Clock clock) {
    this.status = status;
    this.clock = clock;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    garbage.bindTo(registry);
    bind(queries);
    bindZone();
    status.get().sources().forEach(source -> bind(source.name()));
  }

  /** The whole exposition. */
  String scrape() {
    for (SourceStatus source : status.get().sources()) {
      source.faults().keySet().forEach(kind -> bindFault(source.name(), kind));
      for (String type : source.events().keySet()) {
        if (events.add(source.name() + " " + type)) {
          FunctionCounter.builder(
                  "herald.source.events",
                  status,
                  now -> of(source.name(), s -> s.events().getOrDefault(type, 0L)))
              .description("Events heard from a source")
              .tag("source", source.name())
              .tag("type", type)
              .register(registry);
        }
      }
    }
    return registry.scrape();
  }

  private void bindFault(String source, String kind) {
    if (!events.add(source + " fault " + kind)) {
      return;
    }
    SourceStatus.Fault none = new SourceStatus.Fault(0, Optional.empty());
    FunctionCounter.builder(
            "herald.source.faults",
            status,
            now -> of(source, s -> (double) s.faults().getOrDefault(kind, none).count()))
        .description("What went wrong with a source, by kind")
        .tag("source", source)
        .tag("kind", kind)
        .register(registry);
    Gauge.builder(
            "herald.source.faulty",
            status,
            now -> of(source, s -> s.faults().getOrDefault(kind, none).since().isPresent() ? 1 : 0))
        .description("1 while that fault lasts")
        .tag("source", source)
        .tag("kind", kind)
        .register(registry);
  }

  @Override
  public void close() {
    garbage.close();
    registry.close();
  }

  private void bind(QueryCounters queries) {
    for (Transport transport : Transport.values()) {
      String name = transport.name().toLowerCase(Locale.ROOT);
      for (Rcode rcode : Rcode.values()) {
        FunctionCounter.builder(
                "herald.dns.replies", queries, q -> (double) q.replies(transport, rcode))
            .description("Replies sent, by response code")
            .tag("transport", name)
            .tag("rcode", rcode.name())
            .register(registry);
      }
      counter(
          "herald.dns.truncated",
          "Replies cut short (TC)",
          name,
          queries,
          q -> (double) q.truncated(transport));
      counter(
          "herald.dns.ignored",
          "Messages without a reply",
          name,
          queries,
          q -> (double) q.ignored(transport));
      counter(
          "herald.dns.failures",
          "Messages or connections that failed",
          name,
          queries,
          q -> (double) q.failures(transport));
    }
    FunctionCounter.builder(
            "herald.dns.connections", queries, q -> (double) q.connectionsAccepted())
        .description("TCP connections served")
        .register(registry);
    FunctionCounter.builder(
            "herald.dns.connections.turned.away", queries, q -> (double) q.connectionsTurnedAway())
        .description("TCP connections closed at once because there were too many")
        .register(registry);
  }

  private void counter(
      String name,
      String description,
      String transport,
      QueryCounters queries,
      ToDoubleFunction<QueryCounters> value) {
    FunctionCounter.builder(name, queries, value)
        .description(description)
        .tag("transport", transport)
        .register(registry);
  }

  private void bindZone() {
    gauge("herald.zone.loaded", "1 once the zone is answered from", s -> s.loaded() ? 1 : 0);
    gauge("herald.zone.serial", "The zone's SOA serial", s -> (double) s.serial());
    for (RecordType type : new RecordType[] {RecordType.A, RecordType.AAAA, RecordType.SRV}) {
      Gauge.builder(
              "herald.zone.records", status, s -> (double) s.get().records().getOrDefault(type, 0L))
          .description("Records of the zone")
          .tag("type", type.name())
          .register(registry);
    }
    for (Problem.Kind kind : Problem.Kind.values()) {
      Gauge.builder("herald.naming.problems", status, s -> s.get().problems().getOrDefault(kind, 0))
          .description("Names and ports that can't be served, of what is there now")
          .tag("kind", kind.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    gauge(
        "herald.catalog.batches",
        "Number of the last batch of changes",
        s -> (double) s.catalog().number());
    for (EntityKind kind : EntityKind.values()) {
      Gauge.builder(
              "herald.catalog.entities",
              status,
              s -> s.get().catalog().entities().getOrDefault(kind, 0))
          .description("Entities in the catalog")
          .tag("kind", kind.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private void gauge(String name, String description, ToDoubleFunction<ServiceStatus> value) {
    Gauge.builder(name, status, s -> value.applyAsDouble(s.get()))
        .description(description)
        .register(registry);
  }

  private void bind(String source) {
    sourceGauge(
        "herald.source.connected",
        "1 while a source is followed",
        source,
        s -> s.connected() ? 1 : 0);
    sourceGauge(
        "herald.source.heard.age.seconds",
        "Seconds since anything was heard of a source",
        source,
        s -> s.age(clock.instant()).map(age -> age.toMillis() / 1000.0).orElse(Double.NaN));
    sourceGauge(
        "herald.source.recovering",
        "Agents known from before a failover that are not back",
        source,
        SourceStatus::recovering);
    sourceGauge(
        "herald.source.skipped",
        "Entities that could not be read",
        source,
        s -> (double) s.skipped().values().stream().mapToLong(Long::longValue).sum());
  }

  private void sourceGauge(
      String name, String description, String source, ToDoubleFunction<SourceStatus> value) {
    Gauge.builder(name, status, s -> of(source, value))
        .description(description)
        .tag("source", source)
        .register(registry);
  }

  private double of(String source, ToDoubleFunction<SourceStatus> value) {
    return status.get().sources().stream()
        .filter(s -> s.name().equals(source))
        .mapToDouble(value)
        .findFirst()
        .orElse(Double.NaN);
  }
}
