package io.herald.api.read;

import static java.util.Objects.requireNonNull;

import io.herald.api.endpoint.ApiEndpoint;
import io.herald.api.endpoint.ApiRequest;
import io.herald.api.endpoint.EndpointReply;
import io.herald.api.endpoint.QueryParameter;
import io.herald.api.endpoint.RefusedRequestException;
import io.herald.api.facts.DnsAnswer;
import io.herald.api.facts.DnsFacts;
import io.herald.api.facts.DnsRecord;
import io.herald.api.facts.NameExplanation;
import io.herald.api.facts.QueryFigures;
import io.herald.api.filter.FilterParameters;
import io.herald.api.json.DnsJson;
import io.herald.api.json.JsonText;
import io.herald.api.json.ServiceKeyText;
import io.herald.api.json.WrittenFields;
import io.herald.api.paging.ServicePosition;
import io.herald.api.schema.Schema;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.InstanceFilter;
import io.herald.watch.LiveServices;
import io.herald.watch.ServiceKeys;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /v2/records}, {@code resolve}, {@code explain} and {@code queries}: what DNS says. */
public final class RecordEndpoints {

  private static final String GROUP = "dns";

  /** Service, then name, type and value of the record. */
  private static final int RECORD_PARTS = 6;

  private static final PageParameters RECORDS = PageParameters.of("records", RECORD_PARTS);

  private static final QueryParameter<String> TYPE =
      new QueryParameter<>(
          "type",
          Schema.text("Type of the records: A, AAAA, SRV, …"),
          "A",
          false,
          text -> text.toUpperCase(Locale.ROOT));

  private static final QueryParameter<InetAddress> CLIENT =
      new QueryParameter<>(
          "client",
          Schema.text(
              "The address of a client, to whom services of other environments may be hidden; without"
                  + " it nothing is."),
          "10.1.7.7",
          false,
          CidrNetwork::address);

  private static final QueryParameter<String> NAME =
      new QueryParameter<>(
          "name",
          Schema.text("A DNS name, in any letter case, with a closing dot or without."),
          "web.marathon.mesos",
          true,
          text -> {
            if (text.isBlank()) {
              throw new IllegalArgumentException("write a DNS name, such as web.marathon.mesos");
            }
            return text;
          });

  private final ReadContext context;

  public RecordEndpoints(ReadContext context) {
    this.context = requireNonNull(context, "context");
  }

  /** All of them. */
  public List<ApiEndpoint> all() {
    return List.of(records(), resolve(), explain(), queries());
  }

  private ApiEndpoint records() {
    return ServicePath.declared(
            ApiEndpoint.get("/v2/records", "listRecords")
                .in(GROUP)
                .does(
                    "DNS records",
                    "The records that instances give, those of their announcements too, by service,"
                        + " then name, type and value. Filters choose services. Records of agents,"
                        + " frameworks, masters, of announcements that belong to no task and of the"
                        + " zone file are in /v1/axfr.")
                .takes(
                    ServicePath.IN_QUERY,
                    FilterParameters.FRAMEWORK,
                    FilterParameters.ENVIRONMENT,
                    FilterParameters.NAME,
                    FilterParameters.PREFIX,
                    TYPE)
                .takes(RECORDS.all())
                .replies(
                    EndpointReply.json(
                        "A page of records.",
                        ListPage.schema("RecordPage", "A page of records.", DnsJson.recordSchema()),
                        """
                        {"items":[{"service":"marathon:web","name":"web.marathon.mesos.","type":"A",
                          "ttl":60,"value":"10.1.0.1","tasks":[{"id":"web.0b1c","framework":"f1"}]}],
                         "complete":true}
                        """)))
        .by(request -> context.answer(request, () -> recordPage(request)));
  }

  private JsonText.Writer recordPage(ApiRequest request) {
    int limit = RECORDS.limit(request);
    boolean complete = context.live().isComplete();
    Optional<ServiceKey> one = request.find(ServicePath.IN_QUERY).map(this::existing);
    InstanceFilter filter =
        FilterParameters.over(one.map(InstanceFilter::of).orElse(InstanceFilter.ALL), request);
    RecordPlace after = RECORDS.after(request).map(RecordPlace::of).orElse(null);
    List<DnsJson.OfService> found = new ArrayList<>();
    LiveServices live = context.live();
    ServiceKey first = filter.first();
    ServiceKey from =
        after == null || ServiceKeys.ORDER.compare(after.service(), first) < 0
            ? first
            : after.service();
    Collection<ServiceKey> ahead = live.services().tailSet(from, true);
    for (ServiceKey service : ahead) {
      if (found.size() > limit || filter.isBeyond(service)) {
        break;
      }
      if (filter.matches(service)) {
        add(found, service, request.find(TYPE), after, limit);
      }
    }
    ListPage<DnsJson.OfService> page =
        ListPage.of(RECORDS.list(), found, limit, record -> RecordPlace.of(record).key());
    return page.document(DnsJson::write, complete);
  }

  private ServiceKey existing(ServiceKeyText.Asked asked) {
    ServiceKey key = ServicePath.resolve(asked, context.live());
    if (!context.live().services().contains(key)) {
      throw ServicePath.missing(key, context.live());
    }
    return key;
  }

  private void add(
      List<DnsJson.OfService> found,
      ServiceKey service,
      Optional<String> type,
      @Nullable RecordPlace after,
      int limit) {
    List<DnsRecord> records = new ArrayList<>(context.facts().get().dns().records(service));
    records.sort(DnsRecord.ORDER);
    for (DnsRecord record : records) {
      if (found.size() > limit) {
        return;
      }
      if ((type.isEmpty() || record.type().equals(type.get()))
          && (after == null || after.isBefore(service, record))) {
        found.add(new DnsJson.OfService(service, record));
      }
    }
  }

  /** Where a record stands in the list. */
  private record RecordPlace(ServiceKey service, String name, String type, String value) {

    static RecordPlace of(DnsJson.OfService record) {
      return new RecordPlace(
          record.service(),
          record.record().name(),
          record.record().type(),
          record.record().value());
    }

    static RecordPlace of(List<String> key) {
      return new RecordPlace(ServicePosition.of(key), key.get(3), key.get(4), key.get(5));
    }

    List<String> key() {
      return List.of(service.name(), service.framework(), service.environment(), name, type, value);
    }

    boolean isBefore(ServiceKey of, DnsRecord record) {
      int services = ServiceKeys.ORDER.compare(service, of);
      return services < 0
          || (services == 0
              && DnsRecord.ORDER.compare(new DnsRecord(name, type, 0, value, List.of()), record)
                  < 0);
    }
  }

  private ApiEndpoint resolve() {
    return ApiEndpoint.get("/v2/resolve", "resolveName")
        .in(GROUP)
        .does("The answer of DNS", "What the DNS server answers to a question, to the record.")
        .takes(NAME, TYPE)
        .replies(
            EndpointReply.json(
                "The answer.",
                DnsJson.answerSchema(),
                """
                {"rcode":"NOERROR","authoritative":true,
                 "answer":[{"name":"web.marathon.mesos.","ttl":60,"type":"A","value":"10.1.0.1"}],
                 "authority":[],"additional":[]}
                """))
        .replies(EndpointReply.problem(404, "The name is in no zone of the server's."))
        .by(request -> context.answer(request, () -> answer(request)));
  }

  private JsonText.Writer answer(ApiRequest request) {
    String name = request.get(NAME);
    String type = request.find(TYPE).orElse("A");
    DnsFacts dns = context.facts().get().dns();
    if (!dns.isType(type)) {
      throw RefusedRequestException.badParameter(
          TYPE.name(), Optional.of(type), "write a type of records: A, AAAA, SRV, PTR, TXT or ANY");
    }
    Optional<DnsAnswer> answer;
    try {
      answer = dns.resolve(name, type);
    } catch (IllegalArgumentException e) {
      throw RefusedRequestException.badParameter(
          NAME.name(), Optional.of(name), Optional.ofNullable(e.getMessage()).orElse(""));
    }
    DnsAnswer found =
        answer.orElseThrow(
            () ->
                RefusedRequestException.notFound(
                    "the name is in no zone that is served here; ask a resolver for it"));
    return json -> DnsJson.write(json, found);
  }

  private ApiEndpoint explain() {
    return ApiEndpoint.get("/v2/explain", "explainName")
        .in(GROUP)
        .does(
            "Why a name has its records",
            "Why a name has its records, or none: the content of /v1/explain. It reads the whole"
                + " cluster, so one name is explained at a time.")
        .takes(NAME, CLIENT)
        .replies(
            EndpointReply.json(
                "The explanation.",
                DnsJson.explanationSchema(),
                """
                {"name":"web.marathon.mesos","verdict":"answered","meaning":"it has records",
                 "records":[{"rtype":"A","value":"10.1.0.1","origins":[{"rule":"task-address",
                   "meaning":"address of the task","task":{"id":"web.0b1c","name":"web"}}]}],
                 "reasons":[],"nearest":[]}
                """))
        .replies(EndpointReply.problem(503, "Another name is being explained; ask again."))
        .by(request -> context.answer(request, () -> explanation(request)));
  }

  private JsonText.Writer explanation(ApiRequest request) {
    NameExplanation explanation =
        context
            .facts()
            .get()
            .dns()
            .explain(request.get(NAME), request.find(CLIENT))
            .orElseThrow(
                () -> RefusedRequestException.notYet("another name is being explained; ask again"));
    return json -> DnsJson.write(json, explanation);
  }

  private ApiEndpoint queries() {
    return ApiEndpoint.get("/v2/queries", "countQueries")
        .in(GROUP)
        .does(
            "Figures of DNS",
            "What DNS answered since the process started; two readings give rates.")
        .replies(
            EndpointReply.json(
                "The figures.",
                Schema.object("What DNS answered since the process started.")
                    .field("at", Schema.instant("When this was read."))
                    .field(
                        "replies",
                        Schema.mapOf("Replies by response code.", Schema.integer("Count.", 0)))
                    .field("ignored", Schema.integer("Messages that got no reply.", 0))
                    .field(
                        "failures",
                        Schema.integer("Messages or connections that failed in the socket.", 0))
                    .schema()
                    .named("QueryFigures"),
                """
                {"at":"2026-11-30T06:44:58.123Z","replies":{"NOERROR":90210,"NXDOMAIN":17},
                 "ignored":0,"failures":0}
                """))
        .by(request -> context.answer(request, this::figures));
  }

  private JsonText.Writer figures() {
    QueryFigures figures = context.facts().get().dns().queries();
    String at = MonotonicClock.dateOf(context.clock().instant(), context.clock()).toString();
    return json -> {
      json.writeStartObject();
      json.writeStringField("at", at);
      WrittenFields.counts(json, "replies", figures.replies());
      json.writeNumberField("ignored", figures.ignored());
      json.writeNumberField("failures", figures.failures());
      json.writeEndObject();
    };
  }
}
