package io.herald.facade.consul;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.facade.mirror.MirroredInstance;
import io.herald.http.Router;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The catalog: which services and nodes there are, and what is where. */
final class ConsulCatalogRoutes {

  private final ConsulEndpoints endpoints;

  ConsulCatalogRoutes(ConsulEndpoints endpoints) {
    this.endpoints = endpoints;
  }

  void addTo(Router router) {
    endpoints.get(router, "/v1/catalog/datacenters", (context, query) -> datacenters(query));
    endpoints.get(router, "/v1/catalog/services", this::services);
    endpoints.get(router, "/v1/catalog/nodes", this::nodes);
    endpoints.getOfService(router, "/v1/catalog/service/", ConsulJson::catalogService);
    endpoints.getBelow(router, "/v1/catalog/node/", ConsulEndpoints.NO_NODE, this::node);
  }

  private HttpResponse datacenters(ConsulQuery query) {
    return ConsulAnswers.plain(
        query,
        json -> {
          json.writeStartArray();
          json.writeString(endpoints.datacenter());
          json.writeEndArray();
        });
  }

  private HttpResponse services(ServiceRequestContext context, ConsulQuery query)
      throws ConsulQuery.RefusedException {
    return endpoints.waited(
        context,
        query,
        new ConsulTopic.Services(),
        catalog -> {
          var found = catalog.services();
          Map<String, List<String>> names = query.wantsNodes() ? found.content() : Map.of();
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
    return endpoints.list(
        context,
        query,
        new ConsulTopic.Nodes(),
        (json, found) -> {
          if (query.wantsNodes()) {
            for (MirroredInstance one : found.nodes()) {
              json.node(ConsulNode.of(one.instance()), one);
            }
          }
        });
  }

  private HttpResponse node(ServiceRequestContext context, ConsulQuery query, String name)
      throws ConsulQuery.RefusedException {
    return endpoints.answer(
        context,
        query,
        new ConsulTopic.Node(name),
        (to, found) -> {
          Optional<MirroredInstance> oldest = found.nodes().stream().findFirst();
          if (oldest.isEmpty()) {
            to.writeNull();
            return;
          }
          MirroredInstance node = oldest.get();
          ConsulJson json = new ConsulJson(to, endpoints.datacenter());
          to.writeStartObject();
          to.writeFieldName("Node");
          json.node(ConsulNode.of(node.instance()), node);
          to.writeObjectFieldStart("Services");
          for (FoundInstances.Registered one : found.registered(any -> true)) {
            to.writeFieldName(one.registration().id());
            json.nodeService(one.registration(), one.instance());
          }
          to.writeEndObject();
          to.writeEndObject();
        });
  }
}
