package io.herald.dns.http;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.dns.zone.Zone;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1}, Mesos-DNS' to the letter: shapes, spellings, the status 200 for names that aren't
 * there. Its {@code /v1/version} names the API that is spoken, not this program.
 *
 * <p>Mesos-DNS never made {@code /v1/hosts/NAME/ports}; here it works. {@code /v1/explain} and
 * {@code /v1/problems} are ours.
 */
final class V1Routes {

  private final Supplier<ApiContext> served;
  private final Explanations explanations = new Explanations();

  V1Routes(Supplier<ApiContext> served) {
    this.served = served;
  }

  void addTo(ServerBuilder builder) {
    add(builder, "/v1/version", context -> ApiResponses.json(HttpStatus.OK, version()));
    add(
        builder,
        "/v1/config",
        context -> {
          ApiContext now = served.get();
          return ApiResponses.json(HttpStatus.OK, config(now));
        });
    add(
        builder,
        "/v1/hosts/{host}",
        context -> ApiResponses.json(HttpStatus.OK, lookup().hosts(name(context, "host"))));
    add(
        builder,
        "/v1/hosts/{host}/ports",
        context -> {
          HostPorts ports =
              new HostPorts(
                  served.get().zones().stream().map(Zone::snapshot).toList(),
                  name(context, "host"));
          return ApiResponses.streamed(context, ports);
        });
    add(
        builder,
        "/v1/services/{service}",
        context -> ApiResponses.json(HttpStatus.OK, lookup().services(name(context, "service"))));
    add(
        builder,
        "/v1/enumerate",
        context ->
            ApiResponses.streamed(context, new Enumeration(enumerated().naming().listing())));
    add(
        builder,
        "/v1/axfr",
        context -> {
          ApiContext now = enumerated();
          return ApiResponses.streamed(
              context,
              new ZoneDump(now.config(), now.domainZones().stream().map(Zone::snapshot).toList()));
        });
    add(builder, "/v1/explain", this::explain);
    add(
        builder,
        "/v1/problems",
        context -> {
          ApiContext now = enumerated();
          return ApiResponses.json(
              HttpStatus.OK,
              ProblemList.of(
                  now.naming().problems(),
                  now.naming().canonicalCollisions(),
                  now.leftOut().get()));
        });
  }

  private HttpResponse explain(ServiceRequestContext context) {
    ApiContext now = enumerated();
    String name = context.queryParam("name");
    return name == null || name.isBlank()
        ? ApiResponses.text(HttpStatus.BAD_REQUEST, "400: write /v1/explain?name=NAME")
        : explanations.answer(context, now.picture(), name);
  }

  /** What is served; a page that isn't there, if nothing may be listed. */
  private ApiContext enumerated() {
    ApiContext now = served.get();
    if (!now.config().http().enumerationOn()) {
      throw HttpStatusException.of(HttpStatus.NOT_FOUND);
    }
    return now;
  }

  private ZoneLookup lookup() {
    ApiContext now = served.get();
    return new ZoneLookup(name -> now.zoneOf(name).index());
  }

  private static void add(
      ServerBuilder builder, String path, Function<ServiceRequestContext, HttpResponse> answer) {
    builder
        .route()
        .get(path)
        .produces(MediaType.JSON)
        .build((context, request) -> answer.apply(context));
  }

  private static String name(ServiceRequestContext context, String parameter) {
    return requireNonNull(context.pathParam(parameter), parameter);
  }

  /** The configuration in force, with the serial of the domain's zone. */
  private static Map<String, @Nullable Object> config(ApiContext now) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>(now.config().view());
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
