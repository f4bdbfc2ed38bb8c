package io.herald.dns.server;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.http.ApiContext;
import io.herald.dns.http.Counters;
import io.herald.dns.http.HttpApi;
import io.herald.dns.http.HttpParameters;
import io.herald.dns.http.HttpSettings;
import io.herald.dns.http.ServiceStatus;
import io.herald.dns.server.Listening.Place;
import io.herald.http.HttpAccess;
import io.herald.http.HttpServer;
import io.herald.runtime.text.AddressText;
import io.herald.settings.Parameter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what speaks HTTP: the API with the modules' routes, and the modules' own ports. All have
 * one listener, identity and limits, and share counters; who may use them is asked of what is
 * served.
 */
final class HttpListening {

  private static final Logger log = LoggerFactory.getLogger(HttpListening.class);

  private final Supplier<ApiContext> served;
  private final Supplier<ServiceStatus> status;
  private final Counters counters;
  private final Clock clock;
  private final Modules modules;

  /**
   * @param served what is served now; asked at each request
   * @param status how the server stands now
   */
  HttpListening(
      Supplier<ApiContext> served,
      Supplier<ServiceStatus> status,
      Counters counters,
      Clock clock,
      Modules modules) {
    this.served = served;
    this.status = status;
    this.counters = counters;
    this.clock = clock;
    this.modules = modules;
  }

  /** The API, where the configuration wants it. */
  Listening<HttpApi> api() {
    return new Listening<>(
        config ->
            Optional.of(config.http())
                .filter(HttpSettings::on)
                .map(http -> place(http, http.port())),
        this::openApi);
  }

  /** The modules' ports, by the keys of their parameters. */
  Map<String, Listening<HttpServer>> ports() {
    Map<String, Listening<HttpServer>> ports = new LinkedHashMap<>();
    for (Modules.Port<?> port : modules.ports()) {
      ports.put(
          port.parameter().key(),
          new Listening<>(
              config -> port.number(config).map(number -> place(config.http(), number)),
              config -> openPort(port, config)));
    }
    return ports;
  }

  private static Place place(HttpSettings http, int port) {
    HttpAccess access = http.access();
    String protocol =
        String.format(
            "%s, %s, certificates of clients %s",
            protocol(http), access.limits(), access.clientAuthorities().isPresent());
    return new Place(http.listener(), port, protocol);
  }

  private static String protocol(HttpSettings http) {
    return http.access().identity().isPresent() ? "HTTPS" : "HTTP";
  }

  private HttpApi openApi(DnsConfig config) throws IOException {
    HttpSettings http = config.http();
    try {
      HttpApi api =
          HttpApi.open(
              served,
              http.access(),
              counters,
              status,
              clock,
              new HttpApi.Beside(
                  modules.routes(), modules::metrics, modules::problems, modules::explain),
              address(http, http.port()));
      log.info("{} API at {}", protocol(http), AddressText.of(api.address()));
      return api;
    } catch (IOException e) {
      throw new ListenException(e, HttpParameters.HTTP_PORT, HttpParameters.HTTP_LISTENER);
    }
  }

  private HttpServer openPort(Modules.Port<?> port, DnsConfig config) throws IOException {
    HttpSettings http = config.http();
    Parameter<Integer> parameter = port.parameter();
    try {
      HttpServer server =
          HttpServer.open(
              address(http, port.number(config).orElseThrow()),
              http.access(),
              () -> served.get().access(),
              port.port().routes(),
              counters.http());
      log.info("{} of {} at {}", protocol(http), parameter, AddressText.of(server.address()));
      return server;
    } catch (IOException e) {
      throw new ListenException(e, parameter, HttpParameters.HTTP_LISTENER);
    }
  }

  private static InetSocketAddress address(HttpSettings http, int port) {
    return new InetSocketAddress(
        ListenAddresses.of(HttpParameters.HTTP_LISTENER.key(), http.listener()), port);
  }
}
