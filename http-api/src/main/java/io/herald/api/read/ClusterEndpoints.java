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
import io.herald.services.instance.LocatedAgent;
import io.herald.services.instance.LocatedFramework;
import io.herald.services.instance.ServiceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
                ListPage.fields("A page of frameworks.", FrameworkJson.schema())
                    .field("complete", ListPage.complete())
                    .schema()
                    .named("FrameworkPage"),
                "{\"items\":[" + Examples.FRAMEWORK + "],\"complete\":true}"))
        .by(request -> context.answer(request, () -> frameworkPage(request)));
  }

  private JsonText.Writer frameworkPage(ApiRequest request) {
    Predicate<Framework> wanted =
        matcher(
            request.find(FRAMEWORK),
            request.find(FRAMEWORK_QUERY),
            framework -> List.of(framework.name()),
            framework -> List.of(framework.name(), framework.id(), framework.hostname()));
    int limit = FRAMEWORKS.limit(request);
    boolean complete = context.live().isComplete();
    List<Framework> all = context.live().read(view -> List.copyOf(view.frameworks()));
    ListPage<Framework> page =
        ListPage.of(
            FRAMEWORKS.list(),
            some(all, wanted, f -> List.of(f.name(), f.id()), FRAMEWORKS.after(request), limit),
            limit,
            framework -> List.of(framework.name(), framework.id()));
    Map<String, Integer> services = servicesByFramework();
    List<FrameworkJson.Counted> counted =
        context
            .live()
            .read(
                view -> {
                  List<FrameworkJson.Counted> found = new ArrayList<>(page.items().size());
                  for (Framework framework : page.items()) {
                    view.find(framework.key())
                        .map(LocatedFramework.class::cast)
                        .ifPresent(
                            located ->
                                found.add(
                                    new FrameworkJson.Counted(
                                        located,
                                        services.getOrDefault(framework.name(), 0),
                                        view.tasksOf(framework).size())));
                  }
                  return found;
                });
    ListPage<FrameworkJson.Counted> shown = new ListPage<>(counted, page.next());
    return json -> {
      json.writeStartObject();
      shown.writeFields(json, FrameworkJson::write);
      json.writeBooleanField("complete", complete);
      json.writeEndObject();
    };
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
                ListPage.fields("A page of agents.", AgentJson.schema())
                    .field("complete", ListPage.complete())
                    .schema()
                    .named("AgentPage"),
                "{\"items\":[" + Examples.AGENT + "],\"complete\":true}"))
        .by(request -> context.answer(request, () -> agentPage(request)));
  }

  private JsonText.Writer agentPage(ApiRequest request) {
    Predicate<Agent> wanted =
        matcher(
            request.find(AGENT),
            request.find(AGENT_QUERY),
            agent -> List.of(agent.id(), agent.hostname()),
            agent -> List.of(agent.hostname(), agent.id(), agent.pid().toString()));
    int limit = AGENTS.limit(request);
    boolean complete = context.live().isComplete();
    List<Agent> all = context.live().read(view -> List.copyOf(view.agents()));
    ListPage<Agent> page =
        ListPage.of(
            AGENTS.list(),
            some(all, wanted, a -> List.of(a.hostname(), a.id()), AGENTS.after(request), limit),
            limit,
            agent -> List.of(agent.hostname(), agent.id()));
    List<AgentJson.Counted> counted =
        context
            .live()
            .read(
                view -> {
                  List<AgentJson.Counted> found = new ArrayList<>(page.items().size());
                  for (Agent agent : page.items()) {
                    view.find(agent.key())
                        .map(LocatedAgent.class::cast)
                        .ifPresent(
                            located ->
                                found.add(
                                    new AgentJson.Counted(located, view.countTasksOn(agent))));
                  }
                  return found;
                });
    ListPage<AgentJson.Counted> shown = new ListPage<>(counted, page.next());
    return json -> {
      json.writeStartObject();
      shown.writeFields(json, AgentJson::write);
      json.writeBooleanField("complete", complete);
      json.writeEndObject();
    };
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

  private static <T> Predicate<T> matcher(
      Optional<String> exact,
      Optional<String> part,
      Function<T, List<String>> names,
      Function<T, List<String>> texts) {
    Optional<String> wanted = part.map(text -> text.toLowerCase(Locale.ROOT));
    return one ->
        (exact.isEmpty() || names.apply(one).contains(exact.get()))
            && (wanted.isEmpty()
                || texts.apply(one).stream()
                    .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(wanted.get())));
  }
}
