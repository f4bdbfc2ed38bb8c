package io.herald.balancer.web;

import java.util.Set;

/**
 * Which web services a load balancer carries.
 *
 * @param groups of this balancer: a port is exported if its group list shares one with them; {@code
 *     *}: every port, also one without a group
 * @param strict whether a port needs {@code HAPROXY_n_ENABLED=true}
 * @param templates whether labels may carry lines of HAProxy's own configuration; such a label can
 *     read any file that HAProxy can, so it's for clusters whose users are all trusted
 * @param staging what becomes of a task that is staging or starting
 * @param killing what becomes of a task that is being killed
 * @param unreachable what becomes of a task whose agent can't be reached, or that is lost
 * @param firstPort of the pool from which services without a service port get one, 1 to 65535
 * @param lastPort of that pool, included
 */
public record WebSettings(
    Set<String> groups,
    boolean strict,
    boolean templates,
    ServerRole staging,
    ServerRole killing,
    ServerRole unreachable,
    int firstPort,
    int lastPort) {

  /** The group that stands for all. */
  public static final String EVERY_GROUP = "*";

  /** Group {@code external} and Marathon-LB's pool of ports. */
  public static final WebSettings DEFAULT =
      new WebSettings(
          Set.of("external"),
          false,
          false,
          ServerRole.NONE,
          ServerRole.DRAINED,
          ServerRole.KEPT,
          10050,
          10100);

  public WebSettings {
    groups = Set.copyOf(groups);
    if (firstPort < 1 || lastPort > 65535 || firstPort > lastPort) {
      throw new IllegalArgumentException(
          "service ports " + firstPort + "-" + lastPort + ": write FIRST-LAST within 1-65535");
    }
  }

  /** The same for the balancer of these groups. */
  public WebSettings withGroups(Set<String> others) {
    return new WebSettings(
        others, strict, templates, staging, killing, unreachable, firstPort, lastPort);
  }

  /** The same, strict or not. */
  public WebSettings withStrict(boolean now) {
    return new WebSettings(
        groups, now, templates, staging, killing, unreachable, firstPort, lastPort);
  }

  /** The same, with lines of configuration in labels or without. */
  public WebSettings withTemplates(boolean now) {
    return new WebSettings(groups, strict, now, staging, killing, unreachable, firstPort, lastPort);
  }
}
