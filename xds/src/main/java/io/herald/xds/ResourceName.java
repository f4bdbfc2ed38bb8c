package io.herald.xds;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.services.instance.ServiceKey;
import io.herald.watch.InstanceFilter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Optional;

/**
 * What a listener, route configuration, cluster and its endpoints are called: all four the same,
 * {@code SERVICE} or {@code SERVICE/PORT}. The service is its key, {@code FRAMEWORK:NAME} or {@code
 * FRAMEWORK:NAME:ENVIRONMENT}, or a name alone; each part is percent-encoded.
 *
 * @param framework empty: the one service of that name, if no other has it
 * @param environment empty text: none
 * @param port name of the port; empty: the one named {@code grpc}, or else each instance's primary
 *     one
 */
record ResourceName(
    Optional<String> framework, String name, String environment, Optional<String> port) {

  /** The port of services that are named without one, if they have it. */
  static final String USUAL_PORT = "grpc";

  /** Reads it; empty if it is no such name. */
  static Optional<ResourceName> parse(String text) {
    int slash = text.indexOf('/');
    String service = slash < 0 ? text : text.substring(0, slash);
    String[] parts = service.split(":", -1);
    if (parts.length > 3 || service.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<String> port =
          slash < 0 ? Optional.empty() : Optional.of(decoded(text.substring(slash + 1)));
      return Optional.of(
          parts.length == 1
              ? new ResourceName(Optional.empty(), decoded(parts[0]), "", port)
              : new ResourceName(
                  Optional.of(decoded(parts[0])),
                  decoded(parts[1]),
                  parts.length == 3 ? decoded(parts[2]) : "",
                  port));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a percent sign without two digits: nothing is called so
    }
  }

  /** Of a service's port. */
  static ResourceName of(ServiceKey service, Optional<String> port) {
    return new ResourceName(
        Optional.of(service.framework()), service.name(), service.environment(), port);
  }

  /** The service that it names; empty if it is named by its name alone. */
  Optional<ServiceKey> key() {
    return framework.map(of -> new ServiceKey(of, name, environment));
  }

  /** Whose changes concern it. */
  InstanceFilter filter() {
    return key().map(InstanceFilter::of).orElseGet(() -> InstanceFilter.ALL.withName(name));
  }

  @Override
  public String toString() {
    String service = framework.map(of -> encoded(of) + ":").orElse("") + encoded(name);
    String whole = environment.isEmpty() ? service : service + ":" + encoded(environment);
    return port.map(of -> whole + "/" + encoded(of)).orElse(whole);
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
  }
}
