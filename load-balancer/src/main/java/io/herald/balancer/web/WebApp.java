package io.herald.balancer.web;

import io.herald.services.instance.ServiceKey;
import java.util.List;
import java.util.Optional;

/**
 * What the labels of one service ask for.
 *
 * @param id of the app: {@code /sise}
 * @param ports that are exported, by index
 */
record WebApp(
    ServiceKey service,
    String id,
    Optional<Deployment> deployment,
    List<WebPort> ports,
    List<WebProblem> problems) {

  WebApp {
    ports = List.copyOf(ports);
    problems = List.copyOf(problems);
  }
}
