package io.herald.balancer.web;

import java.util.List;

/**
 * Which requests on the shared ports go to a service.
 *
 * @param hosts in lower case, without scheme, port and path; empty: none
 * @param ignoreCase whether the paths are compared without case
 * @param paths with one of which the request's path begins; empty: any
 * @param weight order of the rules, the greatest first; no weight of servers
 * @param toHttps whether such requests on the port without TLS are sent to the one with it
 */
public record WebRoute(
    List<String> hosts, boolean ignoreCase, List<String> paths, int weight, boolean toHttps) {

  /** No request. */
  public static final WebRoute NONE = new WebRoute(List.of(), false, List.of(), 0, false);

  public WebRoute {
    hosts = List.copyOf(hosts);
    paths = List.copyOf(paths);
  }
}
