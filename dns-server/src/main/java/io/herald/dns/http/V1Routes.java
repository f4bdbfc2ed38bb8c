package io.herald.dns.http;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.dns.explain.Explainer;
import io.herald.dns.explain.Explanation;
import io.herald.dns.zone.Zone;
import io.herald.http.AccessGroup;
import io.herald.http.ErrorFormat;
import io.herald.http.Responses;
import io.herald.http.RouteGroup;
import io.herald.http.Router;
import io.herald.runtime.net.CidrNetwork;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1}, the API of Mesos-DNS to the letter: document forms, spellings, status 200 for names
 * that don't exist. {@code /v1/version} reports the version of that API, not of this program.
 *
 * <p>Mesos-DNS documents {@code /v1/hosts/NAME/ports} but never implemented it; here it works.
 * {@code /v1/explain} and {@code /v1/problems} are Herald's own.
 */
final class V1Routes implements RouteGroup {

  private final Supplier<ApiContext> served;
  private final HttpApi.Beside modules;
  private final Explanations explanations = new Explanations();

  V1Routes(Supplier<ApiContext> served, HttpApi.Beside modules) {
    this.served = served;
    this.modules = modules;
  }

  @Override
  public String prefix() {
    return "/v1";
  }

  @Override
  public ErrorFormat errors() {
    return ErrorFormat.PLAIN;
  }

  @Override
  public AccessGroup access() {
    return AccessGroup.V1;
  }

  @Override
  public void addTo(Router router) {
    router.getJson("/v1/version", context -> Responses.json(HttpStatus.OK, version()));
    router.getJson(
        "/v1/config",
        context -> {
          ApiContext now = served.get();
          return Responses.json(HttpStatus.OK, config(now));
        });
    router.getJson(
        "/v1/hosts/{host}",
        context -> Responses.json(HttpStatus.OK, lookup().hosts(name(context, "host"))));
    router.getJson(
        "/v1/hosts/{host}/ports",
        context -> {
          HostPorts ports =
              new HostPorts(
                  served.get().zones().stream().map(Zone::snapshot).toList(),
                  name(context, "host"));
          return Responses.streamed(context, ports);
        });
    router.getJson(
        "/v1/services/{service}",
        context -> Responses.json(HttpStatus.OK, lookup().services(name(context, "service"))));
    router.getJson(
        "/v1/enumerate",
        context -> Responses.streamed(context, new Enumeration(listable().naming().listing())));
    router.getJson(
        "/v1/axfr",
        context -> {
          ApiContext now = listable();
          return Responses.streamed(
              context,
              new ZoneDump(
                  now.zone().settings(),
                  now.refresh(),
                  now.domainZones().stream().map(Zone::snapshot).toList()));
        });
    router.getJson("/v1/explain", this::explain);
    router.getJson(
        "/v1/problems",
        context -> {
          ApiContext now = listable();
          return Responses.json(
              HttpStatus.OK,
              ProblemList.of(
                  Stream.concat(
                          Stream.of(now.naming().problems()), modules.problems().get().stream())
                      .toList(),
                  now.naming().canonicalCollisions(),
                  now.skipped().get()));
        });
  }

  private HttpResponse explain(ServiceRequestContext context) {
    ApiContext now = listable();
    String name = context.queryParam("name");
    if (name == null || name.isBlank()) {
      return Responses.text(HttpStatus.BAD_REQUEST, "400: write /v1/explain?name=NAME");
    }
    Optional<InetAddress> client;
    try {
      client = Optional.ofNullable(context.queryParam("client")).map(CidrNetwork::address);
    } catch (IllegalArgumentException e) {
      return Responses.text(HttpStatus.BAD_REQUEST, "400: client: " + e.getMessage());
    }
    return explanations.answer(
        context,
        () -> modules.explain().apply(name, client).orElseGet(() -> explain(now, name, client)));
  }

  private static Explanation explain(ApiContext now, String name, Optional<InetAddress> client) {
    Explainer explainer = new Explainer(now.snapshot().get());
    return client
        .map(address -> explainer.explain(name, address))
        .orElseGet(() -> explainer.explain(name));
  }

  /**
   * What is served.
   *
   * @throws HttpStatusException 404, if the configuration forbids listing it
   */
  private ApiContext listable() {
    ApiContext now = served.get();
    if (!now.settings().enumerationOn()) {
      throw HttpStatusException.of(HttpStatus.NOT_FOUND);
    }
    return now;
  }

  private ZoneLookup lookup() {
    ApiContext now = served.get();
    return new ZoneLookup(name -> now.zoneOf(name).index());
  }

  private static String name(ServiceRequestContext context, String parameter) {
    return requireNonNull(context.pathParam(parameter), parameter);
  }

  /** The configuration in force, with the serial of the domain's zone. */
  private static Map<String, @Nullable Object> config(ApiContext now) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>(now.configuration());
    view.put("SOASerial", now.zone().serial());
    return view;
  }

  private static Map<String, String> version() {
    Map<String, String> version = new LinkedHashMap<>();
    version.put("Service", "Mesos-DNS");
    version.put("URL", "https://github.com/mesosphere/mesos-dns");
    version.put("Version", "v0.7.0");
    return version;
  }
}
