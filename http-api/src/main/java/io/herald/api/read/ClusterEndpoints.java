package io.herald.api.read;

import static java.util.Objects.requireNonNull;

import io.herald.api.endpoint.ApiEndpoint;
import io.herald.api.endpoint.ApiRequest;
import io.herald.api.endpoint.EndpointReply;
import io.herald.api.endpoint.QueryParameter;
import io.herald.api.json.AgentJson;
import io.herald.api.json.FrameworkJson;
import io.herald.api.json.JsonText;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.services.ServicesView;
import io.herald.services.instance.LocatedAgent;
import io.herald.services.instance.LocatedFramework;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.LiveServices;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** {@code /v2/frameworks} and {@code /v2/agents}. */
public final class ClusterEndpoints {

  private static final String GROUP = "cluster";

  private static final PageParameters FRAMEWORKS = PageParameters.of("frameworks", 2);
  private static final PageParameters AGENTS = PageParameters.of("agents", 2);

  private static final QueryParameter<String> FRAMEWORK =
      QueryParameter.text("framework", "Name of the framework, to the letter.", "marathon");
  private static final QueryParameter<String> AGENT =
      QueryParameter.text("agent", "Id or host name of the agent, to the letter.", "a1.example");
  private static final QueryParameter<String> FRAMEWORK_QUERY =
      QueryParameter.text(
          "q", "Part of the framework's name, id or host name, in upper or lower case.", "mara");
  private static final QueryParameter<String> AGENT_QUERY =
      QueryParameter.text("q", "Part of the agent's host name, id or pid, in any case.", "a1");

  private static final Listing<Framework> FRAMEWORK_LIST =
      new Listing<>(
          FRAMEWORKS,
          FRAMEWORK,
          FRAMEWORK_QUERY,
          ServicesView::frameworks,
          framework -> List.of(framework.name(), framework.id()),
          framework -> List.of(framework.name()),
          framework -> List.of(framework.name(), framework.id(), framework.hostname()));

  private static final Listing<Agent> AGENT_LIST =
      new Listing<>(
          AGENTS,
          AGENT,
          AGENT_QUERY,
          ServicesView::agents,
          agent -> List.of(agent.hostname(), agent.id()),
          agent -> List.of(agent.id(), agent.hostname()),
          agent -> List.of(agent.hostname(), agent.id(), agent.pid().toString()));

  private final ReadContext context;

  public ClusterEndpoints(ReadContext context) {
    this.context = requireNonNull(context, "context");
  }

  /** All of them. */
  public List<ApiEndpoint> all() {
    return List.of(frameworks(), agents());
  }

  private ApiEndpoint frameworks() {
    return ApiEndpoint.get("/v2/frameworks", "listFrameworks")
        .in(GROUP)
        .does("Frameworks", "The frameworks that the masters list, by name, then id.")
        .takes(FRAMEWORK, FRAMEWORK_QUERY)
        .takes(FRAMEWORKS.all())
        .replies(
            EndpointReply.json(
                "A page of frameworks.",
                ListPage.schema("FrameworkPage", "A page of frameworks.", FrameworkJson.schema()),
                "{\"items\":[" + Examples.FRAMEWORK + "],\"complete\":true}"))
        .by(request -> context.answer(request, () -> frameworkPage(request)));
  }

  private JsonText.Writer frameworkPage(ApiRequest request) {
    Map<String, Integer> services = servicesByFramework();
    return page(
        request,
        FRAMEWORK_LIST,
        (view, framework) ->
            view.find(framework.key())
                .map(LocatedFramework.class::cast)
                .map(
                    located ->
                        new FrameworkJson.Counted(
                            located,
                            services.getOrDefault(framework.name(), 0),
                            view.tasksOf(framework).size())),
        FrameworkJson::write);
  }

  private Map<String, Integer> servicesByFramework() {
    Map<String, Integer> counts = new HashMap<>();
    for (ServiceKey service : context.live().services()) {
      counts.merge(service.framework(), 1, Integer::sum);
    }
    return counts;
  }

  private ApiEndpoint agents() {
    return ApiEndpoint.get("/v2/agents", "listAgents")
        .in(GROUP)
        .does("Agents", "The agents that the masters list, by host name, then id.")
        .takes(AGENT, AGENT_QUERY)
        .takes(AGENTS.all())
        .replies(
            EndpointReply.json(
                "A page of agents.",
                ListPage.schema("AgentPage", "A page of agents.", AgentJson.schema()),
                "{\"items\":[" + Examples.AGENT + "],\"complete\":true}"))
        .by(request -> context.answer(request, () -> agentPage(request)));
  }

  private JsonText.Writer agentPage(ApiRequest request) {
    return page(
        request,
        AGENT_LIST,
        (view, agent) ->
            view.find(agent.key())
                .map(LocatedAgent.class::cast)
                .map(located -> new AgentJson.Counted(located, view.countTasksOn(agent))),
        AgentJson::write);
  }

  /**
   * A page of one of the lists.
   *
   * @param shown an entity as it is shown; empty if it has gone meanwhile
   */
  private <T, S> JsonText.Writer page(
      ApiRequest request,
      Listing<T> listing,
      BiFunction<ServicesView, T, Optional<S>> shown,
      ListPage.ItemWriter<S> writer) {
    LiveServices live = context.live();
    PageParameters parameters = listing.parameters();
    int limit = parameters.limit(request);
    boolean complete = live.isComplete();
    List<T> all = live.read(view -> List.copyOf(listing.all().apply(view)));
    ListPage<T> page =
        ListPage.of(
            parameters.list(),
            some(all, listing.matcher(request), listing.key(), parameters.after(request), limit),
            limit,
            listing.key());
    List<S> items =
        live.read(
            view -> page.items().stream().flatMap(one -> shown.apply(view, one).stream()).toList());
    return new ListPage<>(items, page.next()).document(writer, complete);
  }

  /** Those that match, in the order of their keys, from behind the cursor; one beyond the limit. */
  private static <T> List<T> some(
      List<T> all,
      Predicate<T> wanted,
      Function<T, List<String>> key,
      Optional<List<String>> after,
      int limit) {
    Comparator<List<String>> order =
        Comparator.comparing((List<String> parts) -> parts.get(0))
            .thenComparing(parts -> parts.get(1));
    return all.stream()
        .filter(wanted)
        .filter(one -> after.isEmpty() || order.compare(key.apply(one), after.get()) > 0)
        .sorted(Comparator.comparing(key, order))
        .limit(limit + 1L)
        .toList();
  }

  /**
   * One of the two lists.
   *
   * @param exact asks for one of the {@code names}, to the letter
   * @param part asks for a part of one of the {@code texts}
   * @param all what the masters list
   * @param key to sort by, of two parts
   */
  private record Listing<T>(
      PageParameters parameters,
      QueryParameter<String> exact,
      QueryParameter<String> part,
      Function<ServicesView, Collection<T>> all,
      Function<T, List<String>> key,
      Function<T, List<String>> names,
      Function<T, List<String>> texts) {

    private Predicate<T> matcher(ApiRequest request) {
      Optional<String> name = request.find(exact);
      Optional<String> text = request.find(part).map(given -> given.toLowerCase(Locale.ROOT));
      return one ->
          (name.isEmpty() || names.apply(one).contains(name.get()))
              && (text.isEmpty()
                  || texts.apply(one).stream()
                      .anyMatch(has -> has.toLowerCase(Locale.ROOT).contains(text.get())));
    }
  }
}
