package io.herald.api.read;

import static java.util.Objects.requireNonNull;

import io.herald.api.endpoint.ApiEndpoint;
import io.herald.api.endpoint.ApiRequest;
import io.herald.api.endpoint.EndpointReply;
import io.herald.api.filter.FilterParameters;
import io.herald.api.json.InstanceJson;
import io.herald.api.json.JsonText;
import io.herald.api.json.ServiceJson;
import io.herald.api.paging.InstancePosition;
import io.herald.api.paging.InstanceWalk;
import io.herald.api.paging.ServiceEntry;
import io.herald.api.paging.ServiceList;
import io.herald.api.paging.ServicePosition;
import io.herald.api.schema.Schema;
import io.herald.api.watch.LongPoll;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.InstanceFilter;
import java.util.List;
import java.util.Optional;

/** {@code /v2/services} and what is below it, and {@code /v2/tasks}: services and instances. */
public final class ServiceEndpoints {

  private static final String GROUP = "services";

  private static final PageParameters SERVICES =
      PageParameters.of("services", ServicePosition.PARTS);

  /** Cursors of one service's instances go on in the list of all, and the reverse. */
  private static final PageParameters INSTANCES =
      PageParameters.of("instances", InstancePosition.PARTS);

  private final ReadContext context;
  private final LongPoll longPoll;
  private final ServiceList services;

  public ServiceEndpoints(ReadContext context, LongPoll longPoll) {
    this.context = requireNonNull(context, "context");
    this.longPoll = requireNonNull(longPoll, "longPoll");
    this.services = new ServiceList(context.live());
  }

  /** All of them. */
  public List<ApiEndpoint> all() {
    return List.of(list(), one(), instances(), tasks());
  }

  private ApiEndpoint list() {
    return ApiEndpoint.get("/v2/services", "listServices")
        .in(GROUP)
        .does(
            "Services",
            "Services that have an instance which matches, by name, framework and environment.")
        .takes(FilterParameters.ALL)
        .takes(SERVICES.all())
        .replies(
            EndpointReply.json(
                "A page of services.",
                ListPage.schema("ServicePage", "A page of services.", ServiceJson.schema()),
                "{\"items\":[" + Examples.SERVICE + "],\"complete\":true}"))
        .by(request -> context.answer(request, () -> servicePage(request)));
  }

  private JsonText.Writer servicePage(ApiRequest request) {
    int limit = SERVICES.limit(request);
    boolean complete = context.live().isComplete();
    List<ServiceEntry> found =
        services.after(
            FilterParameters.of(request),
            SERVICES.after(request).map(ServicePosition::of),
            limit + 1);
    ListPage<ServiceEntry> page =
        ListPage.of(SERVICES.list(), found, limit, entry -> ServicePosition.key(entry.service()));
    return page.document(
        (json, one) -> ServiceJson.write(json, one.service(), one.counts(), one.revision()),
        complete);
  }

  private ApiEndpoint one() {
    return ServicePath.declared(
            ApiEndpoint.get("/v2/services/{key}", "getService")
                .in(GROUP)
                .does(
                    "One service",
                    "A service with its instances, those that match, or the first of them; with index,"
                        + " once one of them has changed.")
                .at(ServicePath.PARAMETER)
                .takes(FilterParameters.OF_ONE_SERVICE)
                .takes(PageParameters.LIMIT)
                .takes(LongPoll.PARAMETERS)
                .replies(
                    EndpointReply.json(
                            "The service.",
                            serviceWithInstances(),
                            "{"
                                + Examples.SERVICE_FIELDS
                                + ",\"items\":["
                                + Examples.INSTANCE
                                + "]}")
                        .withHeader(LongPoll.INDEX_HEADER, LongPoll.indexSchema()))
                .replies(EndpointReply.problem(429, "Your address waits as often as it may.")))
        .by(
            request ->
                longPoll.answer(
                    request,
                    FilterParameters.over(ServicePath.filter(request), request),
                    () -> context.answer(request, () -> service(request))));
  }

  private static Schema serviceWithInstances() {
    return ServiceJson.fields("A service with its instances.")
        .all(ListPage.fields("", InstanceJson.schema()))
        .schema()
        .named("ServiceWithInstances");
  }

  private JsonText.Writer service(ApiRequest request) {
    ServiceKey key = ServicePath.of(request, context.live());
    // The revision first: what is read after it is no older.
    ServiceEntry entry =
        services.find(key).orElseThrow(() -> ServicePath.missing(key, context.live()));
    ListPage<Instance> page = page(request, filter(request, key), Optional.empty());
    InstanceJson writer = context.instances();
    return json -> {
      json.writeStartObject();
      ServiceJson.writeFields(json, entry.service(), entry.counts(), entry.revision());
      page.writeFields(json, writer::write);
      json.writeEndObject();
    };
  }

  private ApiEndpoint instances() {
    return ServicePath.declared(
            ApiEndpoint.get("/v2/services/{key}/instances", "listInstances")
                .in(GROUP)
                .does("Instances of a service", "Instances that match, by task id.")
                .at(ServicePath.PARAMETER)
                .takes(FilterParameters.OF_ONE_SERVICE)
                .takes(INSTANCES.all())
                .replies(instancePage()))
        .by(request -> context.answer(request, () -> instancesOf(request)));
  }

  private JsonText.Writer instancesOf(ApiRequest request) {
    ServiceKey key = ServicePath.of(request, context.live());
    if (services.find(key).isEmpty()) {
      throw ServicePath.missing(key, context.live());
    }
    return instancePage(request, filter(request, key));
  }

  private ApiEndpoint tasks() {
    return ApiEndpoint.get("/v2/tasks", "listTasks")
        .in(GROUP)
        .does(
            "Instances of all services",
            "Every instance that matches, by name, framework and environment of its service, then by"
                + " task id. A task is an instance once its framework and agent are known.")
        .takes(FilterParameters.ALL)
        .takes(INSTANCES.all())
        .replies(instancePage())
        .by(
            request ->
                context.answer(request, () -> instancePage(request, FilterParameters.of(request))));
  }

  private static EndpointReply instancePage() {
    return EndpointReply.json(
        "A page of instances.",
        ListPage.schema("InstancePage", "A page of instances.", InstanceJson.schema()),
        "{\"items\":[" + Examples.INSTANCE + "],\"complete\":true}");
  }

  private JsonText.Writer instancePage(ApiRequest request, InstanceFilter filter) {
    boolean complete = context.live().isComplete();
    ListPage<Instance> page =
        page(request, filter, INSTANCES.after(request).map(InstancePosition::of));
    return page.document(context.instances()::write, complete);
  }

  private ListPage<Instance> page(
      ApiRequest request, InstanceFilter filter, Optional<InstancePosition> after) {
    int limit = INSTANCES.limit(request);
    List<Instance> found = new InstanceWalk(context.live(), filter, after).next(limit + 1);
    return ListPage.of(
        INSTANCES.list(), found, limit, instance -> InstancePosition.of(instance).key());
  }

  private static InstanceFilter filter(ApiRequest request, ServiceKey key) {
    return FilterParameters.over(InstanceFilter.of(key), request);
  }
}
