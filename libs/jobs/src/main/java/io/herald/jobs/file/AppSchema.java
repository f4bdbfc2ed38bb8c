package io.herald.jobs.file;

import io.herald.jobs.JobKey;
import io.herald.jobs.Resources;
import io.herald.jobs.marathon.AppDefinition;
import io.herald.jobs.marathon.AppPath;
import io.herald.jobs.marathon.MesosCheck;
import io.herald.jobs.marathon.PortDefinition;
import io.herald.jobs.port.Protocol;
import io.herald.settings.document.DocumentErrors;
import io.herald.settings.document.Fields;
import io.herald.settings.document.SyntaxNode;
import io.herald.settings.document.SyntaxNode.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which fields an app file has: those of Marathon's app JSON that make a command on the agent's own
 * network. Marathon's other fields are refused by name ({@link AppRefusals}), so that none is
 * ignored in silence.
 */
final class AppSchema {

  private static final double MEGABYTE = 1024.0 * 1024.0;
  private static final int LARGEST_PORT = 65535;

  /** Names of environment variables as a shell takes them. */
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private AppSchema() {}

  /** Whether a tree is an app's and not a job's: an app has an id, and no role. */
  static boolean isApp(SyntaxNode root) {
    return root instanceof Mapping mapping && has(mapping, "id") && !has(mapping, "role");
  }

  private static boolean has(Mapping mapping, String key) {
    return mapping.entries().stream().anyMatch(entry -> entry.key().text().equals(key));
  }

  /**
   * Makes an app of a tree that is one.
   *
   * @throws JobFormatException if something is wrong with it
   */
  static AppDefinition read(Mapping root, DocumentErrors errors) {
    Optional<AppDefinition> app;
    try (Fields top = new Fields("", root, errors)) {
      app = app(top);
    }
    if (app.isEmpty() || errors.any()) {
      throw new JobFormatException(errors.sentences());
    }
    return app.get();
  }

  private static Optional<AppDefinition> app(Fields top) {
    top.require("id");
    Optional<AppPath> id =
        top.parsed("id", text -> Optional.of(AppPath.parse(text)), Optional.<AppPath>empty());
    int instances = least(top, "instances", top.integer("instances", 1), 0);
    String command = top.requiredText("cmd");
    if (top.node("cmd").isPresent() && command.isBlank()) {
      top.error("cmd", "it is empty; write the shell command that a task runs");
    }
    Map<String, String> environment = environment(top);
    Resources resources = resources(top);
    Map<String, String> labels = labels(top);
    List<PortDefinition> ports =
        top.node("portDefinitions").isPresent() ? ports(top) : List.of(PortDefinition.DEFAULT);
    Optional<MesosCheck> check = AppHealthSchema.read(top, ports.size());
    Optional<Duration> grace =
        top.node("taskKillGracePeriodSeconds").isPresent()
            ? Optional.of(AppHealthSchema.duration(top, "taskKillGracePeriodSeconds", 0))
            : Optional.empty();
    Optional<String> user = top.text("user");
    AppRefusals.refuse(top);
    return id.map(
        path ->
            new AppDefinition(
                path,
                instances,
                command,
                new TreeMap<>(environment),
                resources,
                new TreeMap<>(labels),
                ports,
                check,
                grace,
                user));
  }

  private static Map<String, String> environment(Fields top) {
    Map<String, String> environment = top.texts("env");
    for (String name : environment.keySet()) {
      if (!VARIABLE.matcher(name).matches()) {
        top.error("env", "\"" + name + "\" can't name a variable; write letters, digits and \"_\"");
      }
    }
    return environment;
  }

  private static Resources resources(Fields top) {
    double cpus = top.number("cpus", 1);
    if (!(cpus > 0)) {
      top.error("cpus", cpus + " is not a number of CPUs; write one above 0, such as 0.1");
    }
    return new Resources(cpus, megabytes(top, "mem", 128, 1), megabytes(top, "disk", 0, 0));
  }

  /** In the unit of Mesos, 2^20 bytes, of which there may be fractions. */
  private static long megabytes(Fields top, String name, double otherwise, double least) {
    double megabytes = top.number(name, otherwise);
    if (megabytes < least) {
      top.error(name, megabytes + " is too small; write " + least + " megabytes or more");
    }
    return Math.round(megabytes * MEGABYTE);
  }

  private static Map<String, String> labels(Fields fields) {
    Map<String, String> labels = fields.texts("labels");
    if (labels.keySet().stream().anyMatch(String::isBlank)) {
      fields.error("labels", "a label without a key stands here; give it one");
    }
    return labels;
  }

  private static List<PortDefinition> ports(Fields top) {
    List<PortDefinition> ports = new ArrayList<>();
    List<SyntaxNode> items = top.list("portDefinitions");
    Set<String> names = new HashSet<>();
    Set<Integer> servicePorts = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      Optional<Fields> item = top.mapping("portDefinitions[" + i + "]", items.get(i));
      if (item.isPresent()) {
        try (Fields fields = item.get()) {
          PortDefinition port = port(fields);
          if (port.name().isPresent() && !names.add(port.name().get())) {
            fields.error("name", "the name is given twice; change one");
          }
          if (port.servicePort() > 0 && !servicePorts.add(port.servicePort())) {
            fields.error("port", "the service port is given twice; change one, or write 0");
          }
          ports.add(port);
        }
      }
    }
    return ports;
  }

  private static PortDefinition port(Fields fields) {
    int port = fields.integer("port", 0);
    if (port < 0 || port > LARGEST_PORT) {
      fields.error("port", port + " is not a port; write a number from 1 to 65535, or 0 for none");
    }
    Optional<String> name = fields.text("name");
    name.flatMap(JobKey::problemWith).ifPresent(problem -> fields.error("name", problem));
    List<Protocol> protocols =
        fields.parsed("protocol", AppSchema::protocols, List.of(Protocol.TCP));
    return new PortDefinition(port, name, protocols, new TreeMap<>(labels(fields)));
  }

  private static List<Protocol> protocols(String text) {
    return switch (text) {
      case "tcp" -> List.of(Protocol.TCP);
      case "udp" -> List.of(Protocol.UDP);
      case "tcp,udp", "udp,tcp" -> List.of(Protocol.TCP, Protocol.UDP);
      default ->
          throw new IllegalArgumentException(
              "\"" + text + "\" is not a protocol; write tcp, udp or tcp,udp");
    };
  }

  static int least(Fields fields, String name, int value, int least) {
    if (value < least) {
      fields.error(name, value + " is too small; write " + least + " or more");
    }
    return value;
  }
}
