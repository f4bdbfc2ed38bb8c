package io.herald.balancer.vip;

import io.herald.balancer.plane.ActiveCheck;
import io.herald.balancer.plane.VipOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the labels of a port ask of its VIPs. A pure function. */
final class VipOptionLabels {

  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofHours(24);
  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final int MOST_IN_ROW = 100;

  private static final List<String> OF_CHECKS =
      List.of("checkInterval", "checkTimeout", "checkFall", "checkRise");

  /** Without prefix. */
  private static final List<String> KNOWN =
      Stream.concat(
              Stream.of(
                  "balance",
                  "proxyProtocol",
                  "connectTimeout",
                  "idleTimeout",
                  "maxConnections",
                  "check"),
              OF_CHECKS.stream())
          .toList();

  private VipOptionLabels() {}

  static VipOptions of(VipPortLabels labels) {
    if (!labels.any()) {
      return VipOptions.DEFAULT;
    }
    labels.reportUnknown(KNOWN);
    if (labels.text("check").isEmpty()) {
      OF_CHECKS.forEach(key -> labels.reportIdle(key, "give io.herald.lb.check too"));
    }
    Optional<String> proxy = labels.word("proxyProtocol", List.of("in", "out", "both"));
    return new VipOptions(
        method(labels),
        proxy.map(where -> !where.equals("out")).orElse(VipOptions.DEFAULT.proxyIn()),
        proxy.map(where -> !where.equals("in")).orElse(VipOptions.DEFAULT.proxyOut()),
        labels.duration("connectTimeout", LEAST, MOST).orElse(VipOptions.DEFAULT.connectTimeout()),
        labels.duration("idleTimeout", LEAST, MOST),
        labels.number("maxConnections", 1, MOST_CONNECTIONS),
        check(labels));
  }

  private static VipOptions.Method method(VipPortLabels labels) {
    return labels
        .word("balance", List.of("leastconn", "roundrobin", "source"))
        .map(
            word ->
                switch (word) {
                  case "roundrobin" -> VipOptions.Method.ROUND_ROBIN;
                  case "source" -> VipOptions.Method.SOURCE_HASH;
                  default -> VipOptions.Method.LEAST_CONNECTIONS;
                })
        .orElse(VipOptions.DEFAULT.method());
  }

  private static Optional<ActiveCheck> check(VipPortLabels labels) {
    Optional<String> kind = labels.text("check");
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> path = Optional.empty();
    if (kind.get().startsWith("http:/") && isPath(kind.get().substring(5))) {
      path = Optional.of(kind.get().substring(5));
    } else if (!kind.get().equals("tcp")) {
      labels.report("check", kind.get(), "tcp or http:/PATH");
      return Optional.empty();
    }
    Duration interval = labels.duration("checkInterval", LEAST, MOST).orElse(Duration.ofSeconds(2));
    Duration timeout =
        labels
            .duration("checkTimeout", LEAST, interval)
            .orElse(
                interval.compareTo(Duration.ofSeconds(1)) < 0 ? interval : Duration.ofSeconds(1));
    return Optional.of(
        new ActiveCheck(
            path,
            interval,
            timeout,
            labels.number("checkFall", 1, MOST_IN_ROW).orElse(3),
            labels.number("checkRise", 1, MOST_IN_ROW).orElse(2)));
  }

  /** Whether it can stand in a request's first line and in a plane's configuration. */
  private static boolean isPath(String text) {
    return text.chars()
        .allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '\\' && c != '\'' && c != '#');
  }
}
