package io.herald.facade.consul;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.facade.mirror.MirroredInstance;
import io.herald.http.Responses;
import io.herald.http.Router;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What every route does alike: reads the parameters, waits if the client does, and writes what is
 * there then, with its index. Safe for any thread.
 */
final class ConsulEndpoints {

  static final String NO_NODE = "Missing node name";

  private static final String NO_SERVICE = "Missing service name";

  private final Supplier<String> datacenter;
  private final Supplier<Optional<ConsulCatalog>> catalog;
  private final Supplier<BlockingQueries> queries;

  /** Each is asked at each request. */
  ConsulEndpoints(
      Supplier<String> datacenter,
      Supplier<Optional<ConsulCatalog>> catalog,
      Supplier<BlockingQueries> queries) {
    this.datacenter = datacenter;
    this.catalog = catalog;
    this.queries = queries;
  }

  /** Answers a request. */
  @FunctionalInterface
  interface Answer {
    HttpResponse of(ServiceRequestContext context, ConsulQuery query)
        throws ConsulQuery.RefusedException;
  }

  /** Answers a request for what the rest of its path names. */
  @FunctionalInterface
  interface NamedAnswer {
    HttpResponse of(ServiceRequestContext context, ConsulQuery query, String name)
        throws ConsulQuery.RefusedException;
  }

  /** Writes an answer of what was found. */
  @FunctionalInterface
  interface Content {
    void write(JsonGenerator to, FoundInstances found) throws IOException;
  }

  /** Writes the elements of a list of what was found. */
  @FunctionalInterface
  interface Elements {
    void write(ConsulJson json, FoundInstances found) throws IOException;
  }

  /** Writes one element of a list. */
  @FunctionalInterface
  interface Element {
    void write(ConsulJson json, ConsulRegistration registration, MirroredInstance instance)
        throws IOException;
  }

  /** The one datacenter that clients are shown. */
  String datacenter() {
    return datacenter.get();
  }

  /** A route of that path. */
  void get(Router router, String path, Answer answer) {
    router.get(
        path,
        context -> {
          try {
            return answer.of(context, ConsulQuery.of(context, datacenter()));
          } catch (ConsulQuery.RefusedException e) {
            return Responses.text(e.status(), e.reason());
          }
        });
  }

  /**
   * A route of all paths below that one.
   *
   * @param missing what a client is told that asks for the path alone
   */
  void getBelow(Router router, String prefix, String missing, NamedAnswer answer) {
    get(
        router,
        "prefix:" + prefix,
        (context, query) -> {
          String name = context.decodedPath().substring(prefix.length());
          if (name.isEmpty()) {
            throw new ConsulQuery.RefusedException(HttpStatus.BAD_REQUEST, missing);
          }
          return answer.of(context, query, name);
        });
  }

  /** A route whose path ends in the name of a service, and whose answer lists its instances. */
  void getOfService(Router router, String prefix, Element element) {
    getBelow(
        router,
        prefix,
        NO_SERVICE,
        (context, query, name) -> {
          ConsulTopic.Service topic = new ConsulTopic.Service(name);
          return list(
              context,
              query,
              topic,
              (json, found) -> {
                for (FoundInstances.Registered one :
                    found.registered(
                        registration ->
                            topic.equals(new ConsulTopic.Service(registration.service()))
                                && query.wants(registration))) {
                  element.write(json, one.registration(), one.instance());
                }
              });
        });
  }

  /** A list, once it is to be answered. */
  HttpResponse list(
      ServiceRequestContext context, ConsulQuery query, ConsulTopic topic, Elements elements)
      throws ConsulQuery.RefusedException {
    return answer(
        context,
        query,
        topic,
        (to, found) -> {
          to.writeStartArray();
          elements.write(new ConsulJson(to, datacenter()), found);
          to.writeEndArray();
        });
  }

  /** What is written of the topic's instances, once it is to be answered. */
  HttpResponse answer(
      ServiceRequestContext context, ConsulQuery query, ConsulTopic topic, Content content)
      throws ConsulQuery.RefusedException {
    return waited(
        context,
        query,
        topic,
        now -> {
          var found = now.instances(topic);
          return ConsulAnswers.of(
              context,
              query,
              found.index(),
              found.content().size(),
              to -> content.write(to, new FoundInstances(now, found.content())));
        });
  }

  /** What the catalog that is in force then answers, once the query has waited. */
  HttpResponse waited(
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

  /** An answer that never changes, once the query has waited. */
  HttpResponse never(
      ServiceRequestContext context, ConsulQuery query, Supplier<HttpResponse> answer) {
    return queries.get().never(context, query, answer);
  }
}
