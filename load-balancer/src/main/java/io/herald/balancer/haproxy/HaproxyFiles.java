package io.herald.balancer.haproxy;

import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files that HAProxy reads; each is replaced as a whole, and only if it differs. */
final class HaproxyFiles {

  private static final String BIND = "  bind ";

  private static final Pattern SERVER =
      Pattern.compile(
          "  server (\\S+) (?:ipv6@\\[)?([0-9a-f.:%]+?)]?:([0-9]+) id ([0-9]+) weight ([0-9]+).*");

  private final HaproxySettings settings;

  HaproxyFiles(HaproxySettings settings) {
    this.settings = settings;
  }

  /** Writes the file of a plan and its maps. */
  void write(ConfigPlan plan) throws IOException {
    replace(settings.hostMap(), text(plan.hosts()));
    replace(settings.appMap(), text(plan.apps()));
    replace(
        settings.certificateList(),
        plan.certificates().isEmpty() ? "" : String.join("\n", plan.certificates()) + "\n");
    replace(settings.configuration(), plan.text());
  }

  /** The file as it is. */
  Optional<String> configuration() throws IOException {
    return Files.exists(settings.configuration())
        ? Optional.of(Files.readString(settings.configuration()))
        : Optional.empty();
  }

  /** The servers of the file, by backend and name. */
  Map<String, Map<String, RunningServer>> savedServers() throws IOException {
    Map<String, Map<String, RunningServer>> servers = new HashMap<>();
    String backend = "";
    for (String line : configuration().orElse("").split("\n")) {
      Matcher server = SERVER.matcher(line);
      if (line.startsWith("backend ")) {
        backend = line.substring("backend ".length());
      } else if (server.matches()) {
        servers
            .computeIfAbsent(backend, unused -> new LinkedHashMap<>())
            .put(
                server.group(1),
                new RunningServer(
                    backend,
                    server.group(1),
                    Integer.parseInt(server.group(4)),
                    server.group(2),
                    Integer.parseInt(server.group(3)),
                    Integer.parseInt(server.group(5)),
                    line.endsWith(" disabled")));
      }
    }
    return servers;
  }

  /** Takes back what was written last. */
  void restore(String configuration) throws IOException {
    replace(settings.configuration(), configuration);
  }

  /** The addresses that a file opens. */
  static Set<String> binds(String configuration) {
    Set<String> binds = new HashSet<>();
    configuration
        .lines()
        .filter(line -> line.startsWith(BIND))
        .forEach(line -> binds.add(line.substring(BIND.length()).split(" ")[0]));
    return binds;
  }

  private static String text(SortedMap<String, String> map) {
    StringBuilder text = new StringBuilder();
    map.forEach((key, value) -> text.append(key).append(' ').append(value).append('\n'));
    return text.toString();
  }

  private static void replace(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (Files.exists(file)
        && Files.size(file) == bytes.length
        && Files.readString(file).equals(text)) {
      return;
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(fresh, bytes);
      move(fresh, file);
    } catch (IOException e) {
      throw new IOException(file + ": it can't be written: " + Reason.of(file, e), e);
    }
  }

  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
