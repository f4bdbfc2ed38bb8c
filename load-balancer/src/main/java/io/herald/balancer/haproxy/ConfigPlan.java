package io.herald.balancer.haproxy;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The file that HAProxy is to have, and its maps, for one desired state. The file's text is made
 * when it is asked for. Not for several threads.
 */
final class ConfigPlan {

  private final String mark;
  private final List<String> head;
  private final List<String> shared;
  private final List<ConfigItem> items;
  private final SortedMap<String, ProxyBackend> backends;
  private final SharedFrontends frontends;
  private final List<String> certificates;
  private @Nullable String text;

  ConfigPlan(
      String mark,
      List<String> head,
      List<String> shared,
      List<ConfigItem> items,
      SortedMap<String, ProxyBackend> backends,
      SharedFrontends frontends,
      List<String> certificates) {
    this.mark = mark;
    this.head = head;
    this.shared = shared;
    this.items = items;
    this.backends = backends;
    this.frontends = frontends;
    this.certificates = certificates;
  }

  /** Of the frame, all lines but those of servers: which one a process has loaded. */
  String mark() {
    return mark;
  }

  /** In the file's order. */
  List<ConfigItem> items() {
    return items;
  }

  /** By name. */
  SortedMap<String, ProxyBackend> backends() {
    return backends;
  }

  /** The name of the service of each host. */
  SortedMap<String, String> hosts() {
    return frontends.hosts();
  }

  /** The name of the service of each app id, in lower case. */
  SortedMap<String, String> apps() {
    return frontends.apps();
  }

  /** Lines of the list of certificates. */
  List<String> certificates() {
    return certificates;
  }

  /** The file. */
  String text() {
    if (text == null) {
      StringBuilder out = new StringBuilder("# Written by Herald. Changes by hand are lost.\n");
      append(out, head);
      append(out, shared);
      for (ConfigItem item : items) {
        for (ConfigSection section : item.sections()) {
          append(out, section.lines());
          section.backend().servers().forEach(s -> out.append(s.line()).append('\n'));
        }
      }
      text = out.toString();
    }
    return text;
  }

  private static void append(StringBuilder out, List<String> lines) {
    lines.forEach(line -> out.append(line).append('\n'));
  }
}
