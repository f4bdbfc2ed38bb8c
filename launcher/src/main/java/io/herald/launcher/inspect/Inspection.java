package io.herald.launcher.inspect;

import io.herald.jobs.Job;
import io.herald.jobs.port.ResolvedPort;
import io.herald.scheduler.DiscoveryOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One instance of a job, as it will be found. */
public final class Inspection {

  private final ExampleInstance instance;
  private final OptionalInt instances;
  private final Optional<ServerSetEntry> entry;
  private final InspectedServer server;
  private final InspectionOptions options;
  private final DiscoveryOptions discovery;

  private Inspection(
      ExampleInstance instance,
      OptionalInt instances,
      Optional<ServerSetEntry> entry,
      DiscoveryOptions discovery,
      InspectionOptions options) {
    this.instance = instance;
    this.instances = instances;
    this.entry = entry;
    this.server = new InspectedServer(instance, entry, discovery.frameworkName(), options);
    this.discovery = discovery;
    this.options = options;
  }

  /**
   * Works it out.
   *
   * @throws IllegalArgumentException with a sentence, if an option can't be used
   */
  public static Inspection of(
      Job job, int number, DiscoveryOptions discovery, InspectionOptions options) {
    return of(
        ExampleInstance.of(job, number, discovery),
        OptionalInt.of(job.instances()),
        discovery,
        options);
  }

  /**
   * As {@link #of(Job, int, DiscoveryOptions, InspectionOptions)}, of a file of Aurora's.
   *
   * @throws IllegalArgumentException with a sentence, if an option can't be used
   */
  public static Inspection of(
      AuroraInput aurora, DiscoveryOptions discovery, InspectionOptions options) {
    return of(ExampleInstance.of(aurora, discovery), aurora.instances(), discovery, options);
  }

  private static Inspection of(
      ExampleInstance instance,
      OptionalInt instances,
      DiscoveryOptions discovery,
      InspectionOptions options) {
    return new Inspection(
        instance,
        instances,
        ServerSetEntry.of(instance, options.serverSetRoot()),
        discovery,
        options);
  }

  /** For people: a section each for job, DiscoveryInfo, ServerSet and DNS. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    job(lines);
    discoveryInfo(lines);
    serverSet(lines);
    dns(lines);
    return lines;
  }

  private void job(List<String> lines) {
    Job job = instance.job();
    lines.add(
        (job.key().cluster().isEmpty() ? job.key().path() : job.key())
            + ", instance "
            + instance.number()
            + (instances.isPresent() ? " of " + instances.getAsInt() : ""));
    instance.ports().values().forEach(port -> lines.add("  " + text(port)));
    if (!instance.assigned().isEmpty() && instance.madeUp()) {
      lines.add("  Numbers from 31000 on stand for those that an offer will give.");
    }
  }

  private String text(ResolvedPort port) {
    String number = port.name() + " " + port.number() + " " + instance.job().protocol(port) + ", ";
    return switch (port.origin()) {
      case ASSIGNED -> number + "from the offer";
      case ALIAS -> number + "another name of " + port.aliasOf().orElse("");
      case STATIC -> number + "as the job says";
    };
  }

  private void discoveryInfo(List<String> lines) {
    lines.add("");
    lines.add("DiscoveryInfo, framework " + discovery.frameworkName());
    if (instance.task().hasDiscovery()) {
      DiscoveryJson.of(instance.task().getDiscovery())
          .lines()
          .forEach(line -> lines.add("  " + line));
    } else {
      lines.add("  none: --populate-discovery-info is off");
    }
  }

  private void serverSet(List<String> lines) {
    lines.add("");
    lines.add("ServerSet, agent " + ExampleInstance.AGENT_HOST);
    if (entry.isEmpty()) {
      lines.add("  none: the job has no announce block");
      return;
    }
    lines.add("  " + entry.get().path());
    lines.add("  member_NNNNNNNNNN " + entry.get().json());
    if (instance.job().announce().flatMap(block -> block.zkPath()).isPresent()) {
      lines.add("  The executor must run with --announcer-allow-custom-serverset-path.");
    }
  }

  private void dns(List<String> lines) {
    lines.add("");
    lines.add("DNS, once it runs");
    InspectedNames names = server.names();
    add(names.lines(), lines);
    lines.add("");
    lines.add("DNS, besides, where the server has rfc2782Names");
    InspectedNames rfc2782 = server.withRfc2782().without(names);
    add(
        rfc2782.isEmpty()
            ? List.of("none: they are for names of several labels, with ports")
            : rfc2782.lines(),
        lines);
    lines.add("");
    lines.add("DNS, besides, where the server follows ServerSets at " + options.serverSetRoot());
    add(announced(names), lines);
  }

  private List<String> announced(InspectedNames names) {
    if (entry.isEmpty()) {
      return List.of("none: the job has no announce block");
    }
    return options.follows(entry.get().path())
        ? server.withServerSets().without(names).lines()
        : List.of("none: " + entry.get().path() + " lies elsewhere");
  }

  private static void add(List<String> section, List<String> lines) {
    section.forEach(line -> lines.add("  " + line));
  }
}
