package io.herald.balancer.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * One rule of the shared ports: requests of a host, perhaps of some paths, go to a service.
 *
 * @param host in lower case, without a port
 */
public record WebRule(String host, WebService service) {

  /** Those of greater weight first; among equals by the name of the service. */
  private static final Comparator<WebService> ORDER =
      Comparator.comparing((WebService service) -> service.spec().route().weight())
          .reversed()
          .thenComparing(WebService::name);

  /** The rules in the order in which they are tried. */
  public static List<WebRule> of(Collection<WebService> services) {
    List<WebRule> rules = new ArrayList<>();
    services.stream()
        .sorted(ORDER)
        .forEach(
            service ->
                service
                    .spec()
                    .route()
                    .hosts()
                    .forEach(host -> rules.add(new WebRule(host, service))));
    return rules;
  }

  /** Whether it takes every request of its host. */
  public boolean isOfWholeHost() {
    return service.spec().route().paths().isEmpty();
  }
}
