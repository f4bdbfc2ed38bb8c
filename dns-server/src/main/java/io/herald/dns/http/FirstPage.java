package io.herald.dns.http;

import static java.time.temporal.ChronoUnit.SECONDS;
import static java.util.stream.Collectors.joining;

import io.herald.catalog.SourceStatus;
import io.herald.dns.record.ZoneName;
import io.herald.runtime.time.MonotonicClock;
import io.herald.runtime.version.ProductVersion;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** {@code /}: what is served, its state, and the other paths. */
final class FirstPage {

  private FirstPage() {}

  static String of(ApiContext now, ServiceStatus status, List<String> overview, Clock clock) {
    List<String> lines = new ArrayList<>();
    lines.add("Herald " + ProductVersion.current() + ", DNS for Mesos");
    lines.add("");
    lines.add(
        "zone     " + ZoneName.text(now.zone().index().apex()) + ", serial " + status.serial());
    lines.add("records  " + records(status));
    lines.add("ready    " + (status.loaded() ? "yes" : "no, waiting for the first snapshot"));
    for (SourceStatus source : status.sources()) {
      lines.add(
          "source   "
              + source.name()
              + source.following().map(how -> ", connected via " + how).orElse(", disconnected")
              + source.trouble().map(why -> ": " + why).orElse(""));
      source.hint().ifPresent(hint -> lines.add("         " + hint));
    }
    status
        .configuration()
        .refused()
        .ifPresent(
            refusal -> {
              lines.add(
                  "config   the one read at "
                      + MonotonicClock.dateOf(refusal.at(), clock).truncatedTo(SECONDS)
                      + " is refused:");
              refusal.problems().forEach(problem -> lines.add("         " + problem));
            });
    lines.add("");
    lines.add("/v1/hosts/NAME        addresses of a name");
    lines.add("/v1/hosts/NAME/ports  ports of a name");
    lines.add("/v1/services/NAME     addresses and ports behind an SRV name");
    if (now.settings().enumerationOn()) {
      lines.add("/v1/enumerate         tasks and their records");
      lines.add("/v1/axfr              all records");
      lines.add("/v1/explain?name=NAME why a name has its records, or none");
      lines.add("/v1/problems          what can't be served");
    }
    lines.add("/v1/config            the effective configuration");
    lines.add("/v1/version           the version of the API");
    lines.addAll(overview);
    lines.add("/health /ready        whether the server runs, whether it has data");
    lines.add("/metrics              metrics for Prometheus");
    return String.join("\n", lines) + "\n";
  }

  private static String records(ServiceStatus status) {
    return new TreeMap<>(status.records())
        .entrySet().stream()
            .map(type -> type.getValue() + " " + type.getKey())
            .collect(joining(", "));
  }
}
