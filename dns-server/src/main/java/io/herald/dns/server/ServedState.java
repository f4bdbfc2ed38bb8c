package io.herald.dns.server;

import io.herald.catalog.follow.SkippedBySource;
import io.herald.catalog.model.Task;
import io.herald.dns.explain.Explainer;
import io.herald.dns.explain.Explanation;
import io.herald.dns.http.ServiceStatus;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.record.ZoneName;
import io.herald.dns.transport.QueryCounters;
import io.herald.services.Services;
import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemKind;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** One configuration in force, as modules see it. */
final class ServedState implements ServedCluster {

  private final ServingState serving;
  private final Supplier<ServiceStatus> status;
  private final QueryCounters counters;
  private final Semaphore explaining;

  /**
   * @param status of the server, while this is in force
   * @param explaining one for the process: an explanation costs what loading the cluster does
   */
  ServedState(
      ServingState serving,
      Supplier<ServiceStatus> status,
      QueryCounters counters,
      Semaphore explaining) {
    this.serving = serving;
    this.status = status;
    this.counters = counters;
    this.explaining = explaining;
  }

  private Naming names() {
    return serving.api().naming();
  }

  @Override
  public NamingOptions naming() {
    return serving.config().naming();
  }

  @Override
  public int ttl() {
    return serving.api().zones().get(0).settings().ttl();
  }

  @Override
  public Services services() {
    return serving.services();
  }

  @Override
  public ServiceStatus status() {
    return status.get();
  }

  @Override
  public List<SkippedBySource> skipped() {
    return serving.cluster().skipped();
  }

  @Override
  public List<IpSource> addressSources() {
    return serving.config().naming().ipSources();
  }

  @Override
  public Publication publication() {
    return serving.config().naming().publication();
  }

  @Override
  public Map<ProblemKind, Integer> problemCounts() {
    return names().problems().counts();
  }

  @Override
  public List<Problem> problems(int limit) {
    return Stream.concat(
            names().problems().list(limit).stream(), names().canonicalCollisions().stream())
        .limit(limit)
        .toList();
  }

  @Override
  public Map<Task.Id, List<DnsReply.Line>> records(ServiceKey service) {
    Map<Task.Id, List<DnsReply.Line>> lines = new LinkedHashMap<>();
    names()
        .records(service)
        .forEach(
            (task, contributions) ->
                lines.put(task, contributions.stream().flatMap(this::lines).distinct().toList()));
    return lines;
  }

  private Stream<DnsReply.Line> lines(Contribution contribution) {
    int ttl = contribution.ttl() == ResourceRecord.OF_ZONE ? ttl() : contribution.ttl();
    return contribution.records().stream().map(record -> DnsReply.Line.of(record, ttl));
  }

  @Override
  public void publishVips(SortedMap<String, List<InetAddress>> names) {
    serving.dcos().publish(names);
  }

  @Override
  public List<String> dcosDomains() {
    return serving.config().dcosDomains().stream().map(ZoneName::text).toList();
  }

  @Override
  public boolean isType(String type) {
    return Type.value(type, true) >= 0;
  }

  @Override
  public Optional<DnsReply> resolve(String name, String type) {
    int number = Type.value(type, true);
    if (number < 0) {
      throw new IllegalArgumentException(
          "\"" + type + "\" is not a type of records; write A, AAAA, SRV, PTR, TXT or ANY");
    }
    try {
      return serving.answer(Name.fromString(name, Name.root), number, null).map(DnsReply::of);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is not a name: " + e.getMessage() + "; write web.marathon.mesos", e);
    }
  }

  @Override
  public Optional<Explanation> explain(String name, Optional<InetAddress> client) {
    if (!explaining.tryAcquire()) {
      return Optional.empty();
    }
    try {
      Explainer explainer = new Explainer(names().snapshot());
      return Optional.of(
          client
              .map(address -> explainer.explain(name, address))
              .orElseGet(() -> explainer.explain(name)));
    } finally {
      explaining.release();
    }
  }

  @Override
  public QueryTotals queries() {
    return QueryTotals.of(counters);
  }
}
