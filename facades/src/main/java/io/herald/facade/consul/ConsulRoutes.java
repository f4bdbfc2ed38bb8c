package io.herald.facade.consul;

import static java.util.Comparator.comparing;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.facade.mirror.MirroredInstance;
import io.herald.http.AccessGroup;
import io.herald.http.ErrorFormat;
import io.herald.http.Responses;
import io.herald.http.RouteGroup;
import io.herald.http.Router;
import io.herald.runtime.version.ProductVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The routes, as consul-template, Traefik, Fabio and Prometheus call them. */
final class ConsulRoutes implements RouteGroup {

  private static final String CATALOG_SERVICE = "/v1/catalog/service/";
  private static final String CATALOG_NODE = "/v1/catalog/node/";
  private static final String HEALTH_SERVICE = "/v1/health/service/";
  private static final String HEALTH_CHECKS = "/v1/health/checks/";
  private static final String HEALTH_NODE = "/v1/health/node/";
  private static final String HEALTH_STATE = "/v1/health/state/";

  private static final Set<String> STATES = Set.of("any", "passing", "warning", "critical");

  private static final String NODE_NAME = "herald";

  private final Supplier<String> datacenter;
  private final Supplier<Optional<ConsulCatalog>> catalog;
  private final Supplier<BlockingQueries> queries;

  /** Each is asked at each request. */
  ConsulRoutes(
      Supplier<String> datacenter,
      Supplier<Optional<ConsulCatalog>> catalog,
      Supplier<BlockingQueries> queries) {
    this.datacenter = datacenter;
    this.catalog = catalog;
    this.queries = queries;
  }

  /** One element of an answer. */
  private record Found(ConsulRegistration registration, MirroredInstance instance) {}

  @FunctionalInterface
  private interface Answer {
    HttpResponse of(ServiceRequestContext context, ConsulQuery query)
        throws ConsulQuery.RefusedException;
  }

  @Override
  public String prefix() {
    return "/";
  }

  @Override
  public ErrorFormat errors() {
    return new ConsulErrors();
  }

  @Override
  public AccessGroup access() {
    return AccessGroup.FACADES;
  }

  @Override
  public void addTo(Router router) {
    router.get("/", context -> Responses.text(HttpStatus.OK, "Herald, in place of a Consul agent"));
    get(router, "/v1/agent/self", this::self);
    get(router, "/v1/agent/services", (context, query) -> empty(query));
    get(router, "/v1/agent/checks", (context, query) -> empty(query));
    get(
        router,
        "/v1/status/leader",
        (context, query) ->
            ConsulAnswers.plain(query, json -> json.writeString(authority(context))));
    get(
        router,
        "/v1/status/peers",
        (context, query) ->
            ConsulAnswers.plain(
                query,
                json -> {
                  json.writeStartArray();
                  json.writeString(authority(context));
                  json.writeEndArray();
                }));
    get(router, "/v1/catalog/datacenters", (context, query) -> datacenters(query));
    get(router, "/v1/catalog/services", this::services);
    get(router, "/v1/catalog/nodes", this::nodes);
    get(router, "prefix:" + CATALOG_SERVICE, this::catalogService);
    get(router, "prefix:" + CATALOG_NODE, this::catalogNode);
    get(router, "prefix:" + HEALTH_SERVICE, this::healthService);
    get(router, "prefix:" + HEALTH_CHECKS, this::healthChecks);
    get(router, "prefix:" + HEALTH_NODE, this::healthNode);
    get(router, "prefix:" + HEALTH_STATE, this::healthState);
    get(
        router,
        "prefix:/v1/kv/",
        (context, query) -> queries.get().never(context, query, ConsulAnswers::noKey));
    // So that a write is told that it is one, whatever its path.
    router.get(
        "prefix:/v1/", context -> Responses.text(HttpStatus.NOT_FOUND, ConsulErrors.UNKNOWN_PATH));
  }

  private void get(Router router, String path, Answer answer) {
    router.get(
        path,
        context -> {
          try {
            return answer.of(context, ConsulQuery.of(context, datacenter.get()));
          } catch (ConsulQuery.RefusedException e) {
            return Responses.text(e.status(), e.reason());
          }
        });
  }

  private static String authority(ServiceRequestContext context) {
    String authority = context.request().authority();
    return authority == null ? "" : authority;
  }

  private static HttpResponse empty(ConsulQuery query) {
    return ConsulAnswers.plain(
        query,
        json -> {
          json.writeStartObject();
          json.writeEndObject();
        });
  }

  private HttpResponse datacenters(ConsulQuery query) {
    return ConsulAnswers.plain(
        query,
        json -> {
          json.writeStartArray();
          json.writeString(datacenter.get());
          json.writeEndArray();
        });
  }

  private HttpResponse self(ServiceRequestContext context, ConsulQuery query) {
    return ConsulAnswers.plain(
        query,
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("Config");
          json.writeStringField("Datacenter", datacenter.get());
          json.writeStringField("PrimaryDatacenter", "");
          json.writeStringField("NodeName", NODE_NAME);
          json.writeStringField("NodeID", "");
          json.writeStringField("Revision", "herald");
          json.writeBooleanField("Server", false);
          json.writeStringField("Version", ProductVersion.current());
          json.writeEndObject();
          json.writeObjectFieldStart("DebugConfig");
          json.writeEndObject();
          json.writeObjectFieldStart("Member");
          json.writeStringField("Name", NODE_NAME);
          json.writeStringField("Addr", context.localAddress().getAddress().getHostAddress());
          json.writeNumberField("Port", context.localAddress().getPort());
          json.writeObjectFieldStart("Tags");
          json.writeEndObject();
          json.writeNumberField("Status", 1);
          for (String version : List.of("Protocol", "Delegate")) {
            json.writeNumberField(version + "Min", 2);
            json.writeNumberField(version + "Max", 5);
            json.writeNumberField(version + "Cur", 4);
          }
          json.writeEndObject();
          json.writeObjectFieldStart("Stats");
          json.writeEndObject();
          json.writeObjectFieldStart("Meta");
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private HttpResponse services(ServiceRequestContext context, ConsulQuery query)
      throws ConsulQuery.RefusedException {
    return waited(
        context,
        query,
        new ConsulTopic.Services(),
        catalog -> {
          var found = catalog.services();
          Map<String, List<String>> names = query.nodeMeta().isEmpty() ? found.content() : Map.of();
          return ConsulAnswers.of(
              context,
              query,
              found.index(),
              names.size(),
              json -> {
                json.writeStartObject();
                for (Map.Entry<String, List<String>> name : names.entrySet()) {
                  json.writeArrayFieldStart(name.getKey());
                  for (String tag : name.getValue()) {
                    json.writeString(tag);
                  }
                  json.writeEndArray();
                }
                json.writeEndObject();
              });
        });
  }

  private HttpResponse nodes(ServiceRequestContext context, ConsulQuery query)
      throws ConsulQuery.RefusedException {
    return waited(
        context,
        query,
        new ConsulTopic.Nodes(),
        catalog -> {
          var found = catalog.instances(new ConsulTopic.Nodes());
          Map<String, MirroredInstance> nodes = perNode(found.content(), query);
          return ConsulAnswers.of(
              context,
              query,
              found.index(),
              nodes.size(),
              json -> {
                json.writeStartArray();
                ConsulJson consul = new ConsulJson(json, datacenter.get());
                for (MirroredInstance one : nodes.values()) {
                  consul.node(ConsulNode.of(one.instance()), one);
                }
                json.writeEndArray();
              });
        });
  }

  /** The oldest instance of each node, by the node's name: what the node shows doesn't flutter. */
  private static Map<String, MirroredInstance> perNode(
      List<MirroredInstance> instances, ConsulQuery query) {
    Map<String, MirroredInstance> nodes = new TreeMap<>();
    if (query.nodeMeta().isEmpty()) {
      for (MirroredInstance one : instances) {
        nodes.merge(
            ConsulNode.of(one.instance()).name(),
            one,
            (a, b) -> a.created() <= b.created() ? a : b);
      }
    }
    return nodes;
  }

  private HttpResponse catalogService(ServiceRequestContext context, ConsulQuery query)
      throws ConsulQuery.RefusedException {
    ConsulTopic.Service topic =
        new ConsulTopic.Service(last(context, CATALOG_SERVICE, "Missing service name"));
    return list(
        context,
        query,
        topic,
        (json, one) -> json.catalogService(one.registration(), one.instance()));
  }

  private HttpResponse healthService(ServiceRequestContext context, ConsulQuery query)
      throws ConsulQuery.RefusedException {
    ConsulTopic.Service topic =
        new ConsulTopic.Service(last(context, HEALTH_SERVICE, "Missing service name"));
    return list(
        context, query, topic, (json, one) -> json.entry(one.registration(), one.instance()));
  }

  private HttpResponse healthChecks(ServiceRequestContext context, ConsulQuery query)
      throws ConsulQuery.RefusedException {
    ConsulTopic.Service topic =
        new ConsulTopic.Service(last(context, HEALTH_CHECKS, "Missing service name"));
    return list(
        context, query, topic, (json, one) -> json.check(one.registration(), one.instance()));
  }

  /** Writes one element of a list. */
  @FunctionalInterface
  private interface Element {
    void write(ConsulJson json, Found one) throws IOException;
  }

  private HttpResponse list(
      ServiceRequestContext context, ConsulQuery query, ConsulTopic.Service topic, Element element)
      throws ConsulQuery.RefusedException {
    return waited(
        context,
        query,
        topic,
        catalog -> {
          var found = catalog.instances(topic);
          return ConsulAnswers.of(
              context,
              query,
              found.index(),
              found.content().size(),
              json -> {
                json.writeStartArray();
                ConsulJson consul = new ConsulJson(json, datacenter.get());
                for (Found one : ofService(catalog, found.content(), topic, query)) {
                  element.write(consul, one);
                }
                json.writeEndArray();
              });
        });
  }

  private static List<Found> ofService(
      ConsulCatalog catalog,
      List<MirroredInstance> instances,
      ConsulTopic.Service topic,
      ConsulQuery query) {
    List<Found> found = new ArrayList<>();
    for (MirroredInstance instance : instances) {
      for (ConsulRegistration registration : catalog.registrations(instance)) {
        if (new ConsulTopic.Service(registration.service()).equals(topic)
            && isWanted(registration, query)) {
          found.add(new Found(registration, instance));
        }
      }
    }
    sort(found);
    return found;
  }

  /** As Consul's tables are: by node, then id. */
  private static void sort(List<Found> found) {
    found.sort(
        comparing((Found one) -> one.registration().node().name())
            .thenComparing(one -> one.registration().id()));
  }

  private static boolean isWanted(ConsulRegistration registration, ConsulQuery query) {
    return (!query.passing() || registration.status() == CheckStatus.PASSING)
        && query.nodeMeta().isEmpty() // No node has any.
        && query.tags().stream()
            .allMatch(tag -> registration.tags().stream().anyMatch(tag::equalsIgnoreCase));
  }

  private HttpResponse catalogNode(ServiceRequestContext context, ConsulQuery query)
      throws ConsulQuery.RefusedException {
    ConsulTopic.Node topic = new ConsulTopic.Node(last(context, CATALOG_NODE, "Missing node name"));
    return waited(
        context,
        query,
        topic,
        catalog -> {
          var found = catalog.instances(topic);
          return ConsulAnswers.of(
              context,
              query,
              found.index(),
              found.content().size(),
              json -> {
                if (found.content().isEmpty()) {
                  json.writeNull();
                  return;
                }
                MirroredInstance node =
                    perNode(found.content(), query).values().stream()
                        .findFirst()
                        .orElse(found.content().get(0));
                ConsulJson consul = new ConsulJson(json, datacenter.get());
                json.writeStartObject();
                json.writeFieldName("Node");
                consul.node(ConsulNode.of(node.instance()), node);
                json.writeObjectFieldStart("Services");
                for (Found one : all(catalog, found.content())) {
                  json.writeFieldName(one.registration().id());
                  consul.nodeService(one.registration(), one.instance());
                }
                json.writeEndObject();
                json.writeEndObject();
              });
        });
  }

  private HttpResponse healthNode(ServiceRequestContext context, ConsulQuery query)
      throws ConsulQuery.RefusedException {
    return checks(
        context,
        query,
        new ConsulTopic.Node(last(context, HEALTH_NODE, "Missing node name")),
        "any");
  }

  private HttpResponse healthState(ServiceRequestContext context, ConsulQuery query)
      throws ConsulQuery.RefusedException {
    String state = last(context, HEALTH_STATE, "Missing check state");
    if (!STATES.contains(state)) {
      throw new ConsulQuery.RefusedException(
          HttpStatus.BAD_REQUEST, "Invalid check state; write any, passing, warning or critical");
    }
    return checks(context, query, new ConsulTopic.Checks(), state);
  }

  private HttpResponse checks(
      ServiceRequestContext context, ConsulQuery query, ConsulTopic topic, String state)
      throws ConsulQuery.RefusedException {
    return waited(
        context,
        query,
        topic,
        catalog -> {
          var found = catalog.instances(topic);
          return ConsulAnswers.of(
              context,
              query,
              found.index(),
              found.content().size(),
              json -> {
                json.writeStartArray();
                ConsulJson consul = new ConsulJson(json, datacenter.get());
                if (state.equals("any") || state.equals(CheckStatus.PASSING.text())) {
                  for (MirroredInstance node : perNode(found.content(), query).values()) {
                    consul.nodeCheck(ConsulNode.of(node.instance()), node);
                  }
                }
                for (Found one : all(catalog, found.content())) {
                  String status = one.registration().status().text();
                  if (query.nodeMeta().isEmpty() && (state.equals("any") || state.equals(status))) {
                    consul.check(one.registration(), one.instance());
                  }
                }
                json.writeEndArray();
              });
        });
  }

  private static List<Found> all(ConsulCatalog catalog, List<MirroredInstance> instances) {
    List<Found> found = new ArrayList<>(instances.size());
    for (MirroredInstance instance : instances) {
      catalog.registrations(instance).forEach(one -> found.add(new Found(one, instance)));
    }
    sort(found);
    return found;
  }

  private HttpResponse waited(
      ServiceRequestContext context,
      ConsulQuery query,
      ConsulTopic topic,
      Function<ConsulCatalog, HttpResponse> answer)
      throws ConsulQuery.RefusedException {
    // As Consul while its servers have no leader: clients keep what they have, and try again.
    ConsulCatalog before =
        catalog
            .get()
            .orElseThrow(
                () ->
                    new ConsulQuery.RefusedException(
                        HttpStatus.INTERNAL_SERVER_ERROR, "No cluster leader"));
    return queries
        .get()
        .answer(context, before, topic, query, () -> answer.apply(catalog.get().orElse(before)));
  }

  private static String last(ServiceRequestContext context, String prefix, String missing)
      throws ConsulQuery.RefusedException {
    String rest = context.decodedPath().substring(prefix.length());
    if (rest.isEmpty()) {
      throw new ConsulQuery.RefusedException(HttpStatus.BAD_REQUEST, missing);
    }
    return rest;
  }
}
