package io.herald.launcher.modules;

import io.herald.api.facts.DnsAnswer;
import io.herald.api.facts.DnsFacts;
import io.herald.api.facts.DnsRecord;
import io.herald.api.facts.NameExplanation;
import io.herald.api.facts.NameExplanation.ExplainedRecord;
import io.herald.api.facts.NameExplanation.Origin;
import io.herald.api.facts.QueryFigures;
import io.herald.catalog.model.Task;
import io.herald.dns.explain.Explanation;
import io.herald.dns.server.DnsReply;
import io.herald.dns.server.QueryTotals;
import io.herald.dns.server.ServedCluster;
import io.herald.dns.server.ServiceModule;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What DNS makes of the services, as the API asks.
 *
 * @param explainers which know names that are in no zone
 */
record AnsweredFacts(ServedCluster served, List<ServiceModule<?>> explainers) implements DnsFacts {

  @Override
  public List<DnsRecord> records(ServiceKey service) {
    Map<DnsReply.Line, List<Task.Id>> givers = new LinkedHashMap<>();
    served
        .records(service)
        .forEach(
            (task, records) ->
                records.forEach(
                    record ->
                        givers.computeIfAbsent(record, line -> new ArrayList<>(1)).add(task)));
    return givers.entrySet().stream()
        .map(
            record ->
                new DnsRecord(
                    record.getKey().name(),
                    record.getKey().type(),
                    record.getKey().ttl(),
                    record.getKey().value(),
                    record.getValue()))
        .toList();
  }

  @Override
  public boolean isType(String type) {
    return served.isType(type);
  }

  @Override
  public Optional<DnsAnswer> resolve(String name, String type) {
    return served
        .resolve(name, type)
        .map(
            reply ->
                new DnsAnswer(
                    reply.rcode(),
                    reply.authoritative(),
                    lines(reply.answer()),
                    lines(reply.authority()),
                    lines(reply.additional())));
  }

  private static List<DnsAnswer.Line> lines(List<DnsReply.Line> lines) {
    return lines.stream()
        .map(line -> new DnsAnswer.Line(line.name(), line.ttl(), line.type(), line.value()))
        .toList();
  }

  @Override
  public Optional<NameExplanation> explain(String name, Optional<InetAddress> client) {
    return explainers.stream()
        .flatMap(module -> module.explain(name, client).stream())
        .findFirst()
        .or(() -> served.explain(name, client))
        .map(AnsweredFacts::explanation);
  }

  private static NameExplanation explanation(Explanation explanation) {
    return new NameExplanation(
        explanation.name(),
        spelled(explanation.verdict()),
        explanation.verdict().meaning(),
        explanation.records().stream()
            .map(
                found ->
                    new ExplainedRecord(
                        found.type().name(),
                        found.value(),
                        found.origins().stream().map(AnsweredFacts::origin).toList()))
            .toList(),
        explanation.reasons(),
        explanation.nearest());
  }

  private static Origin origin(Explanation.Origin origin) {
    return new Origin(
        spelled(origin.rule()), origin.rule().meaning(), origin.kind(), origin.entity());
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public QueryFigures queries() {
    QueryTotals totals = served.queries();
    return new QueryFigures(totals.replies(), totals.ignored(), totals.failures());
  }
}
