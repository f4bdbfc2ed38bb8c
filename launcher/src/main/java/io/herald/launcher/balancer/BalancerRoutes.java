package io.herald.launcher.balancer;

import io.herald.http.AccessGroup;
import io.herald.http.ErrorFormat;
import io.herald.http.RouteGroup;

/** One path below {@code /v1} that tells of a balancer, as all of them are served. */
abstract class BalancerRoutes implements RouteGroup {

  private final String path;

  BalancerRoutes(String path) {
    this.path = path;
  }

  @Override
  public final String prefix() {
    return path;
  }

  @Override
  public final ErrorFormat errors() {
    return ErrorFormat.PLAIN;
  }

  @Override
  public final AccessGroup access() {
    return AccessGroup.V1;
  }
}
