package io.herald.jobs.file;

import io.herald.jobs.marathon.MesosCheck;
import io.herald.jobs.marathon.MesosCheck.Question;
import io.herald.jobs.marathon.MesosCheck.Target;
import io.herald.settings.document.Fields;
import io.herald.settings.document.SyntaxNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The fields of an app's {@code healthChecks}. Mesos runs one check for a task, beside it; those
 * that Marathon runs itself can't be had here, and nobody but Marathon would know their results.
 */
final class AppHealthSchema {

  private static final String CHECKS = "healthChecks";

  private AppHealthSchema() {}

  /**
   * The check; absent if there is none.
   *
   * @param ports how many the app has
   */
  static Optional<MesosCheck> read(Fields top, int ports) {
    List<SyntaxNode> items = top.list(CHECKS);
    if (items.size() > 1) {
      top.error(CHECKS, items.size() + " checks stand here, and Mesos runs one; leave one");
    }
    if (items.isEmpty()) {
      return Optional.empty();
    }
    return top.mapping(CHECKS + "[0]", items.get(0)).map(fields -> check(fields, ports));
  }

  private static MesosCheck check(Fields fields, int ports) {
    try (fields) {
      fields.require("protocol");
      Question question =
          switch (fields.text("protocol").orElse("MESOS_TCP")) {
            case "MESOS_HTTP" -> http(fields, false, ports);
            case "MESOS_HTTPS" -> http(fields, true, ports);
            case "MESOS_TCP" -> new MesosCheck.Tcp(target(fields, ports));
            case "COMMAND" -> command(fields);
            case "HTTP", "HTTPS", "TCP" -> ofMarathon(fields);
            default -> unknown(fields);
          };
      if (fields.truth("ignoreHttp1xx", false)) {
        fields.error("ignoreHttp1xx", "Mesos' checks can't; leave it out");
      }
      if (!fields.text("ipProtocol").orElse("IPv4").equals("IPv4")) {
        fields.error("ipProtocol", "checks are made over IPv4 here; leave it out");
      }
      return new MesosCheck(
          question,
          duration(fields, "delaySeconds", MesosCheck.DEFAULT_DELAY.toSeconds()),
          duration(fields, "gracePeriodSeconds", MesosCheck.DEFAULT_GRACE_PERIOD.toSeconds()),
          duration(fields, "intervalSeconds", MesosCheck.DEFAULT_INTERVAL.toSeconds()),
          duration(fields, "timeoutSeconds", MesosCheck.DEFAULT_TIMEOUT.toSeconds()),
          AppSchema.least(
              fields,
              "maxConsecutiveFailures",
              fields.integer("maxConsecutiveFailures", MesosCheck.DEFAULT_MAX_CONSECUTIVE_FAILURES),
              0));
    }
  }

  private static Question http(Fields fields, boolean tls, int ports) {
    Optional<String> path = fields.text("path");
    path.filter(text -> !text.startsWith("/"))
        .ifPresent(
            text -> fields.error("path", "\"" + text + "\" is not a path; write one like /health"));
    return new MesosCheck.Http(tls, path, target(fields, ports));
  }

  private static Question command(Fields fields) {
    fields.require("command");
    Optional<Fields> command = fields.mapping("command");
    if (command.isEmpty()) {
      return new MesosCheck.Command("");
    }
    try (Fields inner = command.get()) {
      return new MesosCheck.Command(inner.requiredText("value"));
    }
  }

  private static Question ofMarathon(Fields fields) {
    String protocol = fields.requiredText("protocol");
    fields.error(
        "protocol",
        "\""
            + protocol
            + "\" is a check that Marathon runs itself, of which Mesos knows no result; write"
            + " MESOS_"
            + protocol);
    fields.text("path");
    return new MesosCheck.Tcp(anyTarget(fields));
  }

  private static Question unknown(Fields fields) {
    fields.error(
        "protocol",
        "\""
            + fields.requiredText("protocol")
            + "\" is unknown; write MESOS_HTTP, MESOS_HTTPS, MESOS_TCP or COMMAND");
    return new MesosCheck.Tcp(anyTarget(fields));
  }

  private static Target anyTarget(Fields fields) {
    fields.integer("port", 0);
    return Target.at(fields.integer("portIndex", 0));
  }

  private static Target target(Fields fields, int ports) {
    if (fields.node("port").isPresent()) {
      if (fields.node("portIndex").isPresent()) {
        fields.error("port", "portIndex stands here too; leave one of the two out");
      }
      int port = fields.integer("port", 0);
      if (port < 1 || port > 65535) {
        fields.error("port", port + " is not a port; write a number from 1 to 65535");
      }
      return Target.fixed(port);
    }
    int index = fields.integer("portIndex", 0);
    if (index < 0 || index >= ports) {
      fields.error(
          "portIndex",
          ports == 0
              ? "the app has no port; add one to portDefinitions"
              : index + " is not a port of the app; write a number from 0 to " + (ports - 1));
    }
    return Target.at(index);
  }

  /** Seconds, 0 or more. */
  static Duration duration(Fields fields, String name, long otherwise) {
    Duration duration = fields.seconds(name, Duration.ofSeconds(otherwise));
    if (duration.isNegative()) {
      fields.error(name, duration.toSeconds() + " is too small; write seconds, 0 or more");
    }
    return duration;
  }
}
