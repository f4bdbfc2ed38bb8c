package io.herald.dns.server;

import io.herald.http.RouteGroup;
import io.herald.settings.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A port of its own for some routes of a module, at the address of {@code httpListener}, with the
 * TLS, clients, limits and counters of the HTTP API. It opens, moves and closes with the
 * configuration; one that can't be opened refuses it.
 *
 * @param parameter that sets the port, for messages
 * @param port by the module's settings: empty: none, 0: any free one
 * @param routes all that is served there
 * @param <S> the module's settings
 */
public record ModulePort<S>(
    Parameter<Integer> parameter, Function<S, Optional<Integer>> port, List<RouteGroup> routes) {

  public ModulePort {
    routes = List.copyOf(routes);
  }
}
