package io.herald.dns.config;

import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.options.NameForms;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.dns.record.DnsName;
import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The settings of which tasks are named, and how. */
final class NameChecks {

  /** States of a task that is there or may come back (mesos.proto, {@code TaskState}). */
  private static final List<String> STATES =
      List.of("TASK_STAGING", "TASK_STARTING", Task.RUNNING, "TASK_KILLING", "TASK_UNREACHABLE");

  private final Settings settings;
  private final List<String> warnings;

  NameChecks(Settings settings, List<String> warnings) {
    this.settings = settings;
    this.warnings = warnings;
  }

  DnsConfig.Names names(DnsConfig.Zone zone) {
    return new DnsConfig.Names(
        settings.flag(Parameter.ENFORCE_RFC952, false) ? LabelRules.RFC952 : LabelRules.RFC1123,
        ipSources(),
        settings.number(Parameter.SRV_WEIGHT, 1, 0, 65535),
        new Publication(states(), settings.flag(Parameter.UNHEALTHY_TASKS, false)),
        new NameForms(
            settings.flag(Parameter.HOST_NAMES, true),
            settings.flag(Parameter.RFC2782_NAMES, false),
            settings.flag(Parameter.DOTTED_NAMES, true)),
        reverse(zone),
        zoneFile(),
        settings.flag(Parameter.SHARE_OWN_NAMES, false));
  }

  private List<IpSource> ipSources() {
    if (settings.get(Parameter.IP_SOURCES).isEmpty()) {
      return List.of();
    }
    List<IpSource> sources = new ArrayList<>();
    List<String> texts = settings.list(Parameter.IP_SOURCES, List.of("host"));
    for (String text : texts) {
      Optional<IpSource> source = IpSource.of(text);
      if (source.isEmpty()) {
        settings.problem(
            Parameter.IP_SOURCES,
            "\"" + text + "\" is no source of addresses; there are host, netinfo, mesos, docker");
      } else if (sources.contains(source.get())) {
        settings.problem(Parameter.IP_SOURCES, "\"" + text + "\" is there twice; write each once");
      } else {
        sources.add(source.get());
      }
    }
    if (texts.isEmpty()) {
      settings.problem(
          Parameter.IP_SOURCES, "no source is given; write at least one, \"host\" say");
    }
    return sources;
  }

  private Set<String> states() {
    Set<String> states = new LinkedHashSet<>();
    List<String> texts = settings.list(Parameter.TASK_STATES, List.of(Task.RUNNING));
    for (String text : texts) {
      if (STATES.contains(text)) {
        states.add(text);
      } else {
        settings.problem(
            Parameter.TASK_STATES,
            "\""
                + text
                + "\" is no state of a living task; there are "
                + String.join(", ", STATES));
      }
    }
    if (texts.isEmpty()) {
      settings.problem(
          Parameter.TASK_STATES, "no state is given; write at least one, \"TASK_RUNNING\" say");
    }
    return states.isEmpty() ? Set.of(Task.RUNNING) : states;
  }

  private List<ReverseNetwork> reverse(DnsConfig.Zone zone) {
    List<DnsName> others =
        Stream.concat(Stream.of(DnsName.parse(zone.domain())), zone.others().all().stream())
            .toList();
    List<ReverseNetwork> networks = new ArrayList<>();
    for (String text : settings.list(Parameter.REVERSE_ZONES, List.of())) {
      try {
        ReverseNetwork network = ReverseNetwork.parse(text);
        if (networks.stream().anyMatch(other -> overlap(network.apex(), other.apex()))
            || others.stream().anyMatch(other -> overlap(network.apex(), other))) {
          settings.problem(
              Parameter.REVERSE_ZONES,
              "\""
                  + text
                  + "\" lies in another zone of ours, or one in it; write each network once");
        } else {
          networks.add(network);
        }
      } catch (IllegalArgumentException e) {
        settings.problem(Parameter.REVERSE_ZONES, String.valueOf(e.getMessage()));
      }
    }
    if (!networks.isEmpty() && !settings.flag(Parameter.HOST_NAMES, true)) {
      warnings.add(
          settings.where(Parameter.REVERSE_ZONES)
              + " names no agents while hostNames is off: they have no name to lead back to");
    }
    return networks;
  }

  private static boolean overlap(DnsName a, DnsName b) {
    return a.isAtOrBelow(b) || b.isAtOrBelow(a);
  }

  /** Only its place is checked here: a file that comes later, or is repaired, is taken then. */
  private Optional<String> zoneFile() {
    String text = settings.text(Parameter.ZONE_FILE, "");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(text).toAbsolutePath().normalize().toString());
    } catch (InvalidPathException e) {
      settings.problem(Parameter.ZONE_FILE, "it is no path: " + e.getReason());
      return Optional.empty();
    }
  }
}
