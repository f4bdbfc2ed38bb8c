package io.herald.jobs;

import io.herald.jobs.port.PortNumbers;
import io.herald.jobs.port.RequestedPorts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules on a job's ports: names, the announce block's portmap, and the port of the health check
 * exist and fit together. Part of {@link JobRules}; for one thread, once.
 */
final class PortRules {

  private static final String HTTP = "health_check_config.health_checker.http.";
  private static final String TCP = "health_check_config.health_checker.tcp.";
  private static final String PORTMAP = "announce.portmap.";
  private static final Pattern ZNODE_PATH = Pattern.compile("(?:/[^/\\p{Cntrl}]+)+");

  private final List<PortRequest> ports;
  private final SortedSet<String> referenced;
  private final Optional<Announce> announce;
  private final HealthCheck.@Nullable Checker checker;
  private final boolean dedicated;
  private final List<Violation> found = new ArrayList<>();

  /**
   * Takes what the rules read.
   *
   * @param referenced names that the job uses, declared ones included
   * @param dedicated whether the job has agents of its own
   */
  PortRules(
      List<PortRequest> ports,
      SortedSet<String> referenced,
      Optional<Announce> announce,
      HealthCheck.@Nullable Checker checker,
      boolean dedicated) {
    this.ports = ports;
    this.referenced = referenced;
    this.announce = announce;
    this.checker = checker;
    this.dedicated = dedicated;
  }

  /**
   * The broken ones.
   *
   * @param thorough whether the health check's port is judged, too; a wrong portmap would be blamed
   *     twice
   */
  List<Violation> violations(boolean thorough) {
    declaredPorts();
    announce.ifPresent(this::announced);
    if (thorough && found.isEmpty()) {
      healthPort();
    }
    return found;
  }

  private void declaredPorts() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      String name = ports.get(i).name();
      String field = "ports[" + i + "]";
      JobKey.problemWith(name).ifPresent(problem -> found.add(new Violation(field, problem)));
      if (!seen.add(name)) {
        found.add(new Violation(field, "the port \"" + name + "\" is given twice; remove one"));
      }
    }
  }

  private void announced(Announce block) {
    int before = found.size();
    block.portmap().forEach((name, value) -> portmapEntry(block.portmap(), name, value));
    String primary = block.primaryPort();
    if (!block.portmap().containsKey(primary) && !referenced.contains(primary)) {
      found.add(
          new Violation(
              "announce.primary_port",
              "the job has no port \"" + primary + "\"; " + remedy(referenced)));
    }
    block
        .zkPath()
        .filter(path -> !ZNODE_PATH.matcher(path).matches())
        .ifPresent(
            path ->
                found.add(
                    new Violation(
                        "announce.zk_path",
                        "\"" + path + "\" is not a path in ZooKeeper; write one like /a/b")));
    boolean hasStatic = block.portmap().values().stream().anyMatch(PortNumbers::isNumber);
    if (found.size() == before && hasStatic && !dedicated) {
      String name =
          block.portmap().entrySet().stream()
              .filter(entry -> PortNumbers.isNumber(entry.getValue()))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElseThrow();
      found.add(
          new Violation(
              PORTMAP + name,
              "a port with a fixed number needs agents of the job's own; add constraints:"
                  + " {dedicated: …} or take the number from the offer"));
    }
  }

  private void portmapEntry(SortedMap<String, String> portmap, String name, String value) {
    JobKey.problemWith(name)
        .ifPresent(problem -> found.add(new Violation(PORTMAP + name, problem)));
    try {
      if (PortNumbers.read(value).isPresent()) {
        return;
      }
      String end = RequestedPorts.end(name, portmap);
      if (!PortNumbers.isNumber(end) && !referenced.contains(end)) {
        found.add(
            new Violation(
                PORTMAP + name,
                "the alias points nowhere: the job has no port \""
                    + end
                    + "\"; "
                    + remedy(referenced)));
      }
    } catch (IllegalArgumentException e) {
      found.add(new Violation(PORTMAP + name, e.getMessage()));
    }
  }

  private void healthPort() {
    SortedSet<String> known = new TreeSet<>(referenced);
    announce.ifPresent(block -> known.addAll(block.portmap().keySet()));
    if (checker instanceof HealthCheck.Http http) {
      healthPort(HTTP + "port", http.port(), known);
    }
    if (checker instanceof HealthCheck.Tcp tcp) {
      healthPort(TCP + "port", tcp.port(), known);
    }
  }

  private void healthPort(String field, String port, SortedSet<String> known) {
    if (!known.contains(port)) {
      found.add(new Violation(field, "the job has no port \"" + port + "\"; " + remedy(known)));
    }
  }

  private static String remedy(SortedSet<String> known) {
    return known.isEmpty()
        ? "it has none; add the name to ports"
        : "add it to ports, or take one of: " + String.join(", ", known);
  }
}
