package io.herald.facade.marathon;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.catalog.model.Task;
import io.herald.facade.mirror.MirroredInstance;
import io.herald.http.AccessGroup;
import io.herald.http.ErrorFormat;
import io.herald.http.Responses;
import io.herald.http.RouteGroup;
import io.herald.http.Router;
import io.herald.runtime.version.ProductVersion;
import io.herald.services.instance.Instance;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The routes, as Marathon-LB, Traefik, Prometheus and synapse call them. */
final class MarathonRoutes implements RouteGroup {

  private static final String APPS = "/v2/apps";
  private static final String TASKS = "/tasks";

  /** The release whose API this is like. */
  private static final String VERSION = "1.11.0";

  private final Supplier<MarathonSettings> settings;
  private final Supplier<Optional<MarathonApps>> current;
  private final MarathonStreams streams;

  /** Both are asked at each request. */
  MarathonRoutes(
      Supplier<MarathonSettings> settings,
      Supplier<Optional<MarathonApps>> current,
      MarathonStreams streams) {
    this.settings = settings;
    this.current = current;
    this.streams = streams;
  }

  @Override
  public String prefix() {
    return "/";
  }

  @Override
  public ErrorFormat errors() {
    return new MarathonErrors();
  }

  @Override
  public AccessGroup access() {
    return AccessGroup.FACADES;
  }

  @Override
  public void addTo(Router router) {
    router.get("/ping", context -> Responses.text(HttpStatus.OK, "pong"));
    get(router, APPS, MarathonRoutes::apps);
    get(router, "prefix:" + APPS + "/", MarathonRoutes::belowApps);
    get(router, "/v2/tasks", MarathonRoutes::tasks);
    get(router, "/v2/events", (context, apps) -> events(context));
    router.get("/v2/info", this::info);
    router.get("/v2/leader", MarathonRoutes::leader);
    // So that a write is told that it is one, whatever its path.
    router.get(
        "prefix:/",
        context ->
            MarathonErrors.of(
                HttpStatus.NOT_FOUND, "Herald doesn't serve " + context.path() + " of Marathon's"));
  }

  private void get(
      Router router,
      String path,
      BiFunction<ServiceRequestContext, MarathonApps, HttpResponse> answer) {
    router.get(
        path,
        context ->
            current
                .get()
                .map(apps -> answer.apply(context, apps))
                // As Marathon while it has none: clients keep what they have, and try again.
                .orElseGet(
                    () ->
                        MarathonErrors.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "Could not determine the current leader")));
  }

  private static String authority(ServiceRequestContext context) {
    String authority = context.request().authority();
    return authority == null ? "" : authority;
  }

  private static HttpResponse leader(ServiceRequestContext context) {
    return MarathonAnswers.small(
        json -> {
          json.writeStartObject();
          json.writeStringField("leader", authority(context));
          json.writeEndObject();
        });
  }

  private static HttpResponse apps(ServiceRequestContext context, MarathonApps apps) {
    Optional<Predicate<MarathonApp>> filter = AppFilter.of(context.queryParams());
    if (filter.isEmpty()) {
      return MarathonErrors.of(HttpStatus.BAD_REQUEST, AppFilter.UNSERVED);
    }
    MarathonJson.Embed embed = embed(context, false);
    List<MarathonApp> all = apps.all();
    return MarathonAnswers.streamed(
        context,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("apps");
          MarathonJson marathon = apps.json(json);
          for (MarathonApp app : all) {
            if (filter.get().test(app)) {
              marathon.app(app, embed);
            }
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /** Both {@code apps.tasks} and {@code app.tasks} are taken, and {@code tasks}, as by Marathon. */
  private static MarathonJson.Embed embed(ServiceRequestContext context, boolean tasks) {
    Set<String> wanted = new HashSet<>();
    for (String value : context.queryParams().getAll("embed")) {
      wanted.add(value.replaceFirst("^(group\\.)?apps?\\.", ""));
    }
    return new MarathonJson.Embed(
        tasks || wanted.contains("tasks") || wanted.contains("failures"),
        wanted.contains("readiness"));
  }

  private static HttpResponse belowApps(ServiceRequestContext context, MarathonApps apps) {
    String rest =
        context
            .decodedPath()
            .substring(APPS.length())
            .replaceAll("(?i)%2f", "/")
            .replaceAll("/+", "/");
    if (rest.equals("/")) {
      return apps(context, apps); // Prometheus asks for /v2/apps/
    }
    String id = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    boolean tasks = id.endsWith(TASKS) && id.length() > TASKS.length();
    String appId = tasks ? id.substring(0, id.length() - TASKS.length()) : id;
    Optional<MarathonApp> app = apps.find(appId);
    if (app.isEmpty()) {
      return MarathonErrors.of(HttpStatus.NOT_FOUND, "App '" + appId + "' does not exist");
    }
    return MarathonAnswers.streamed(
        context,
        json -> {
          MarathonJson marathon = apps.json(json);
          json.writeStartObject();
          if (tasks) {
            json.writeArrayFieldStart("tasks");
            tasks(marathon, app.get(), task -> true);
            json.writeEndArray();
          } else {
            json.writeFieldName("app");
            marathon.app(app.get(), embed(context, true));
          }
          json.writeEndObject();
        });
  }

  private static HttpResponse tasks(ServiceRequestContext context, MarathonApps apps) {
    Set<String> states = new HashSet<>(context.queryParams().getAll("status"));
    states.addAll(context.queryParams().getAll("status[]"));
    Predicate<Instance> wanted =
        task ->
            states.isEmpty()
                || (states.contains("running") && task.state().equals(Task.RUNNING))
                || (states.contains("staging") && MarathonApp.isStaged(task));
    List<MarathonApp> all = apps.all();
    return MarathonAnswers.streamed(
        context,
        json -> {
          MarathonJson marathon = apps.json(json);
          json.writeStartObject();
          json.writeArrayFieldStart("tasks");
          for (MarathonApp app : all) {
            tasks(marathon, app, task -> wanted.test(task.instance()));
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void tasks(MarathonJson json, MarathonApp app, Predicate<MirroredInstance> wanted)
      throws IOException {
    for (MirroredInstance task : app.tasks()) {
      if (wanted.test(task)) {
        json.task(app, task, true);
      }
    }
  }

  private HttpResponse events(ServiceRequestContext context) {
    return streams.open(context, Set.copyOf(context.queryParams().getAll("event_type")));
  }

  private HttpResponse info(ServiceRequestContext context) {
    String first = settings.get().frameworks().get(0);
    Optional<String> framework = current.get().flatMap(MarathonApps::frameworkId);
    return MarathonAnswers.small(json -> info(json, first, framework, authority(context)));
  }

  private static void info(
      JsonGenerator json, String first, Optional<String> framework, String leader)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", "marathon");
    json.writeStringField("version", VERSION);
    json.writeStringField("buildref", "herald-" + ProductVersion.current());
    json.writeBooleanField("elected", true);
    json.writeStringField("leader", leader);
    if (framework.isPresent()) {
      json.writeStringField("frameworkId", framework.get());
    }
    json.writeObjectFieldStart("marathon_config");
    json.writeStringField("framework_name", first.equals(AppIds.EVERY) ? "marathon" : first);
    json.writeNumberField("local_port_min", ServicePorts.LEAST);
    json.writeNumberField("local_port_max", ServicePorts.MOST);
    json.writeBooleanField("ha", true);
    json.writeArrayFieldStart("features");
    json.writeEndArray();
    json.writeEndObject();
    json.writeObjectFieldStart("zookeeper_config");
    json.writeEndObject();
    json.writeObjectFieldStart("http_config");
    json.writeEndObject();
    json.writeEndObject();
  }
}
