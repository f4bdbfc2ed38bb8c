package io.herald.dns.http;

import com.linecorp.armeria.server.Route;
import io.herald.catalog.EntityKind;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.saved.SnapshotStatus;
import io.herald.dns.answer.Transport;
import io.herald.dns.forward.ForwardCounters;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.record.Rcode;
import io.herald.dns.record.RecordType;
import io.herald.dns.transfer.TransferCounters;
import io.herald.dns.transport.QueryCounters;
import io.herald.runtime.version.ProductVersion;
import io.herald.services.problem.ProblemKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * {@code /metrics} in Prometheus' text format. How the server stands is asked once for each scrape;
 * only requests of the API are counted here. Safe for any thread.
 */
final class Metrics implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbage = new JvmGcMetrics();
  private final Set<String> events = ConcurrentHashMap.newKeySet();
  private final Supplier<ServiceStatus> status;
  private final Clock clock;
  private volatile ServiceStatus now;

  Metrics(
      Counters counters, HttpConnections connections, Supplier<ServiceStatus> status, Clock clock) {
    this.status = status;
    this.clock = clock;
    this.now = status.get();
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    ProcessMetrics.bindTo(registry);
    garbage.bindTo(registry);
    bind(counters.queries());
    LimitMetrics.bind(counters.queries(), registry);
    bind(connections);
    bind(counters.transfers());
    bind(counters.forwarded());
    bindZone();
    bindCatalog();
    bindConfiguration();
    bindBuild();
    now.sources().forEach(source -> bind(source.name()));
  }

  /** The whole exposition. */
  String scrape() {
    now = status.get();
    // It may be kept only since a reload.
    now.saved().filter(saved -> events.add("picture")).ifPresent(this::bind);
    for (SourceStatus source : now.sources()) {
      source.faults().keySet().forEach(kind -> bindFault(source.name(), kind));
      for (String type : source.events().keySet()) {
        if (events.add(source.name() + " " + type)) {
          FunctionCounter.builder(
                  "herald.source.events",
                  this,
                  m -> m.of(source.name(), s -> s.events().getOrDefault(type, 0L)))
              .description("Events heard from a source")
              .tag("source", source.name())
              .tag("type", type)
              .register(registry);
        }
      }
    }
    return registry.scrape();
  }

  /** Counts a request by its route, so that nobody's paths make series, and its status. */
  void countRequest(Route route, int code) {
    String path = route.isFallback() ? "other" : route.patternString();
    Counter.builder("herald.http.requests")
        .description("Requests of the HTTP API, by route and status")
        .tag("path", path)
        .tag("code", Integer.toString(code))
        .register(registry)
        .increment();
  }

  private void bindBuild() {
    Gauge.builder("herald.build.info", () -> 1)
        .description("Always 1; the labels tell the version of Herald and of Java")
        .tag("version", ProductVersion.current())
        .tag("java", Runtime.version().toString())
        .register(registry);
  }

  private void bindFault(String source, String kind) {
    if (!events.add(source + " fault " + kind)) {
      return;
    }
    SourceStatus.Fault none = new SourceStatus.Fault(0, Optional.empty());
    FunctionCounter.builder(
            "herald.source.faults",
            this,
            m -> m.of(source, s -> (double) s.faults().getOrDefault(kind, none).count()))
        .description("What went wrong with a source, by kind")
        .tag("source", source)
        .tag("kind", kind)
        .register(registry);
    Gauge.builder(
            "herald.source.faulty",
            this,
            m -> m.of(source, s -> s.faults().getOrDefault(kind, none).since().isPresent() ? 1 : 0))
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
    QueryMetrics.bind(queries, registry);
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
          "herald.dns.partial",
          "Replies over TCP or TLS with a part of a set that no message can hold",
          name,
          queries,
          q -> (double) q.partial(transport));
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

  private void bind(HttpConnections connections) {
    String name = "herald.http.connections";
    String what = "Connections to the HTTP API, by what became of them";
    tagged(name, what, "result", "accepted", connections, HttpConnections::accepted);
    tagged(name, what, "result", "forbidden", connections, HttpConnections::forbidden);
    tagged(name, what, "result", "turned_away", connections, HttpConnections::turnedAway);
    tagged(name, what, "result", "made_room", connections, HttpConnections::madeRoom);
    Gauge.builder("herald.http.connections.open", connections, HttpConnections::open)
        .description("Connections to the HTTP API that are open now")
        .register(registry);
  }

  private void bind(TransferCounters transfers) {
    String what = "Transfers of the zone, by what was sent";
    tagged("herald.dns.transfers", what, "kind", "whole", transfers, TransferCounters::whole);
    tagged(
        "herald.dns.transfers",
        what,
        "kind",
        "incremental",
        transfers,
        TransferCounters::incremental);
    tagged("herald.dns.transfers", what, "kind", "current", transfers, TransferCounters::current);
    tagged("herald.dns.transfers", what, "kind", "refused", transfers, TransferCounters::refused);
    String notify = "NOTIFY messages, by whether the secondary took them";
    tagged("herald.dns.notify", notify, "result", "taken", transfers, TransferCounters::notified);
    tagged(
        "herald.dns.notify",
        notify,
        "result",
        "repeated",
        transfers,
        TransferCounters::notifyRetries);
  }

  private void bind(ForwardCounters forwarded) {
    String what = "Questions about foreign names, by what became of them";
    String name = "herald.dns.forwarded";
    tagged(name, what, "kind", "taken", forwarded, ForwardCounters::questions);
    tagged(name, what, "kind", "cached", forwarded, ForwardCounters::cached);
    tagged(name, what, "kind", "upstream", forwarded, ForwardCounters::asked);
    tagged(name, what, "kind", "failed", forwarded, ForwardCounters::failed);
    tagged(name, what, "kind", "refused", forwarded, ForwardCounters::refused);
    tagged(name, what, "kind", "overload", forwarded, ForwardCounters::overload);
    FunctionCounter.builder(
            "herald.dns.forward.strays", forwarded, counters -> (double) counters.strays())
        .description("Datagrams from upstreams' addresses that answered no question of ours")
        .register(registry);
  }

  private <T> void tagged(
      String name,
      String description,
      String key,
      String value,
      T counters,
      ToLongFunction<T> count) {
    FunctionCounter.builder(name, counters, c -> (double) count.applyAsLong(c))
        .description(description)
        .tag(key, value)
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
    for (RecordType type : RecordType.values()) {
      // Of SOA and NS there is one each.
      if (type != RecordType.SOA && type != RecordType.NS) {
        gauge(
            "herald.zone.records",
            "Records of the zone",
            Tags.of("type", type.name()),
            s -> (double) s.records().getOrDefault(type, 0L));
      }
    }
    for (ProblemKind kind : NameProblem.REPORTED) {
      gauge(
          "herald.naming.problems",
          "Names and ports that can't be served, of what is there now",
          Tags.of("kind", kind.text()),
          s -> s.problems().getOrDefault(kind, 0));
    }
  }

  private void bindCatalog() {
    FunctionCounter.builder("herald.catalog.batches", this, m -> (double) m.now.catalog().number())
        .description("Batches of changes since the start")
        .register(registry);
    gauge(
        "herald.catalog.changed.age.seconds",
        "Seconds since the last change",
        s -> seconds(Duration.between(s.catalog().appliedAt(), clock.instant())));
    gauge(
        "herald.catalog.heard.age.seconds",
        "Seconds since the source was heard that is silent longest: how old what is served may be",
        s -> age(s.oldest()));
    for (EntityKind kind : EntityKind.values()) {
      gauge(
          "herald.catalog.entities",
          "Entities in the catalog",
          Tags.of("kind", kind.name().toLowerCase(Locale.ROOT)),
          s -> s.catalog().entities().getOrDefault(kind, 0));
    }
  }

  private void bindConfiguration() {
    gauge(
        "herald.config.refused",
        "1 while the last configuration that was read is refused",
        s -> s.configuration().refused().isPresent() ? 1 : 0);
    gauge(
        "herald.config.in.force.age.seconds",
        "Seconds since the configuration in force was taken",
        s -> age(Optional.of(s.configuration().inForceSince())));
    for (String result : List.of("taken", "refused")) {
      FunctionCounter.builder(
              "herald.config.reloads",
              this,
              m -> {
                ConfigStatus config = m.now.configuration();
                return (double) (result.equals("taken") ? config.reloads() : config.refusals());
              })
          .description("Configurations read again since the start")
          .tag("result", result)
          .register(registry);
    }
  }

  private void bind(SnapshotStatus saved) {
    gauge(
        "herald.picture.saved.age.seconds",
        "Seconds since this process last saved the picture",
        s -> age(s.saved().flatMap(SnapshotStatus::saved)));
    gauge(
        "herald.picture.bytes",
        "Length of the saved picture",
        s -> (double) s.saved().map(SnapshotStatus::bytes).orElse(0L));
    SourceStatus.Fault none = new SourceStatus.Fault(0, Optional.empty());
    for (String kind : saved.faults().keySet()) {
      Function<ServiceStatus, SourceStatus.Fault> fault =
          s -> s.saved().map(p -> p.faults().getOrDefault(kind, none)).orElse(none);
      FunctionCounter.builder(
              "herald.picture.faults", this, m -> (double) fault.apply(m.now).count())
          .description("What went wrong with the saved picture, by kind")
          .tag("kind", kind)
          .register(registry);
      gauge(
          "herald.picture.faulty",
          "1 while that fault lasts",
          Tags.of("kind", kind),
          s -> fault.apply(s).since().isPresent() ? 1 : 0);
    }
  }

  private void bind(String source) {
    sourceGauge(
        "herald.source.stale",
        "1 while a source has only the picture that an earlier process saved",
        source,
        s -> s.stale() ? 1 : 0);
    sourceGauge(
        "herald.source.connected",
        "1 while a source is followed",
        source,
        s -> s.connected() ? 1 : 0);
    sourceGauge(
        "herald.source.heard.age.seconds",
        "Seconds since anything was heard of a source",
        source,
        s -> age(s.lastHeard()));
    sourceGauge(
        "herald.source.picture.age.seconds",
        "Seconds since a source gave its last full picture",
        source,
        s -> age(s.lastPicture()));
    sourceGauge(
        "herald.source.worst.age.seconds",
        "How old what a source tells by no event may be",
        source,
        s -> age(s.reading().map(SourceStatus.Reading::asOf)));
    sourceGauge(
        "herald.source.recovering",
        "Agents known from before a failover that are not back",
        source,
        SourceStatus::recovering);
    sourceGauge(
        "herald.source.skipped",
        "Entities that could not be read (herald_source_entities_skipped_total by its old name)",
        source,
        Metrics::skipped);
    FunctionCounter.builder(
            "herald.source.entities.skipped", this, m -> m.of(source, Metrics::skipped))
        .description("Entities that could not be read")
        .tag("source", source)
        .register(registry);
  }

  private static double skipped(SourceStatus source) {
    return (double) source.skipped().values().stream().mapToLong(Long::longValue).sum();
  }

  private void gauge(String name, String description, ToDoubleFunction<ServiceStatus> value) {
    gauge(name, description, Tags.empty(), value);
  }

  private void gauge(
      String name, String description, Tags tags, ToDoubleFunction<ServiceStatus> value) {
    Gauge.builder(name, this, m -> value.applyAsDouble(m.now))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private void sourceGauge(
      String name, String description, String source, ToDoubleFunction<SourceStatus> value) {
    Gauge.builder(name, this, m -> m.of(source, value))
        .description(description)
        .tag("source", source)
        .register(registry);
  }

  private double of(String source, ToDoubleFunction<SourceStatus> value) {
    return now.sources().stream()
        .filter(s -> s.name().equals(source))
        .mapToDouble(value)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** NaN: never. */
  private double age(Optional<Instant> then) {
    return then.map(instant -> seconds(Duration.between(instant, clock.instant())))
        .orElse(Double.NaN);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
