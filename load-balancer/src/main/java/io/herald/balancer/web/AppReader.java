package io.herald.balancer.web;

import static java.util.stream.Collectors.toSet;

import io.herald.runtime.text.Printable;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.ServiceKey;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the tasks of one service ask for by labels: a pure function of its instances.
 *
 * <p>While a new version of an app is rolled out, its tasks differ in their labels. Those count
 * that most tasks have; among equals, those of the task whose id comes last.
 */
final class AppReader {

  private static final String SERVICE_PORT = "SERVICE_PORT";

  private final WebSettings settings;

  AppReader(WebSettings settings) {
    this.settings = settings;
  }

  /** Whether it can matter: it has labels, or a balancer of every group needs none. */
  boolean concerns(Instance instance) {
    return settings.groups().contains(WebSettings.EVERY_GROUP)
        || !LabelSet.relevant(instance).isEmpty();
  }

  /**
   * Reads the labels.
   *
   * @param instances at least one
   */
  WebApp read(ServiceKey service, List<Instance> instances) {
    List<Instance> sorted =
        instances.stream().sorted(Comparator.comparing(i -> i.task().id())).toList();
    List<Instance> serving = sorted.stream().filter(i -> role(i) != ServerRole.NONE).toList();
    Instance model = model(serving.isEmpty() ? sorted : serving);
    boolean byName = LabelSet.isAuroras(model);
    List<TaskPort> ports = TaskPort.of(model, byName);
    List<WebProblem> problems = new ArrayList<>();
    Consumer<String> report =
        what -> {
          WebProblem problem = new WebProblem(service, what);
          if (!problems.contains(problem)) { // many tasks have the same label
            problems.add(problem);
          }
        };
    LabelSet labels = LabelSet.of(LabelSet.relevant(model), ports, report);
    Map<Instance, List<TaskPort>> portsOf = new LinkedHashMap<>();
    serving.forEach(instance -> portsOf.put(instance, TaskPort.of(instance, byName)));

    List<WebPort> exported = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      WebPortLabels ofPort = new WebPortLabels(i, labels.port(i), report);
      if (isExported(ofPort, labels) && isTcp(ports.get(i), ofPort, report)) {
        try {
          exported.add(port(i, ports.get(i), ofPort, portsOf, report));
        } catch (UnsafeLabelException e) {
          report.accept(e.getMessage());
        }
      }
    }
    return new WebApp(
        service, AppId.of(model.task()), deployment(labels, report), exported, problems);
  }

  private static Instance model(List<Instance> instances) {
    Map<Map<String, String>, Integer> votes = new HashMap<>();
    instances.forEach(instance -> votes.merge(LabelSet.relevant(instance), 1, Integer::sum));
    int most = votes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return instances.stream()
        .filter(instance -> votes.getOrDefault(LabelSet.relevant(instance), 0) == most)
        .reduce((first, second) -> second)
        .orElseThrow(() -> new IllegalArgumentException("a service has an instance"));
  }

  private boolean isExported(WebPortLabels port, LabelSet app) {
    return refusal(port, app, settings).isEmpty();
  }

  /** Why the labels keep a port from being exported; empty: they don't. */
  static Optional<String> refusal(WebPortLabels port, LabelSet app, WebSettings settings) {
    if (!port.flag(WebLabel.ENABLED, !settings.strict())) {
      return Optional.of(
          port.has(WebLabel.ENABLED)
              ? "its label ENABLED isn't true"
              : "webStrict is on, and its label ENABLED isn't true");
    }
    if (settings.groups().contains(WebSettings.EVERY_GROUP)) {
      return Optional.empty();
    }
    Optional<String> groups = port.line(WebLabel.GROUP).or(() -> app.app("GROUP"));
    Set<String> wanted =
        groups
            .map(text -> Stream.of(text.split(",")).map(String::strip).collect(toSet()))
            .orElse(Set.of());
    if (wanted.stream().anyMatch(settings.groups()::contains)) {
      return Optional.empty();
    }
    return Optional.of(
        (wanted.isEmpty() ? "it has no label GROUP" : "its group is " + groups.orElseThrow())
            + ", and webGroups is "
            + String.join(",", new TreeSet<>(settings.groups())));
  }

  private static boolean isTcp(TaskPort port, WebPortLabels labels, Consumer<String> report) {
    if (port.tcp() && port.number() > 0) {
      return true;
    }
    if (labels.any()) {
      report.accept(
          "its port \""
              + Printable.of(port.name())
              + "\" "
              + (port.tcp() ? "has no number" : "is over UDP")
              + "; only TCP ports with a number can be exported");
    }
    return false;
  }

  private WebPort port(
      int index,
      TaskPort port,
      WebPortLabels labels,
      Map<Instance, List<TaskPort>> portsOf,
      Consumer<String> report)
      throws UnsafeLabelException {
    WebOptions options = WebOptionLabels.options(labels);
    WebRoute route = WebOptionLabels.route(labels, options);
    WebBind bind =
        new WebBind(
            labels.address().orElse("*"),
            labels.bindOptions(settings.templates()),
            labels.line(WebLabel.SSL_CERT));
    OptionalInt wanted = labels.number(WebLabel.PORT, 1, 65535);
    OptionalInt checked =
        labels.number(WebLabel.BACKEND_HEALTHCHECK_PORT_INDEX, 0, Integer.MAX_VALUE);
    if (options.check().isEmpty()) {
      labels.idle(
          WebLabel.BACKEND_HEALTHCHECK_PORT_INDEX,
          "what Marathon checks isn't known to Mesos; ask for a check of the balancer by "
              + WebLabel.PREFIX
              + index
              + "_BACKEND_HEALTHCHECK");
    }
    PortServers servers = new PortServers();
    portsOf.forEach((instance, ports) -> server(servers, instance, ports, index, checked, report));
    return new WebPort(
        index,
        servers.number(index),
        wanted.isPresent() ? wanted : servicePort(port, report),
        bind,
        route,
        options,
        labels.templates(settings.templates()),
        servers.sorted());
  }

  private static OptionalInt servicePort(TaskPort port, Consumer<String> report) {
    String text = port.labels().get(SERVICE_PORT);
    if (text == null) {
      return OptionalInt.empty();
    }
    if (text.strip().matches("[0-9]{1,5}")) {
      int number = Integer.parseInt(text.strip());
      if (number > 0 && number <= 65535) {
        return OptionalInt.of(number);
      }
    }
    report.accept(
        "its port's label SERVICE_PORT = \""
            + Printable.of(text)
            + "\" has no effect; write 1 to 65535");
    return OptionalInt.empty();
  }

  private void server(
      PortServers servers,
      Instance instance,
      List<TaskPort> ports,
      int index,
      OptionalInt checked,
      Consumer<String> report) {
    if (index >= ports.size()) {
      return;
    }
    TaskPort port = ports.get(index);
    boolean usable = port.tcp() && port.number() > 0 && port.address().isPresent();
    if (!usable || port.reached() == 0) {
      return;
    }
    boolean otherPort = checked.isPresent() && checked.getAsInt() < ports.size();
    OptionalInt checkPort =
        otherPort && ports.get(checked.getAsInt()).reached() > 0
            ? OptionalInt.of(ports.get(checked.getAsInt()).reached())
            : OptionalInt.empty();
    servers.add(
        port.number(),
        new WebServer(
            ServerName.of(
                instance.agent().hostname(), port.address().orElseThrow(), port.reached()),
            instance.task().id(),
            instance.agent().hostname(),
            port.address().orElseThrow(),
            port.reached(),
            new InstanceLabels(instance.task(), (kind, what) -> report.accept(what))
                .weight(port.labels())
                .orElse(1),
            role(instance) == ServerRole.DRAINED,
            false,
            checkPort));
  }

  private ServerRole role(Instance instance) {
    return TaskRole.of(instance, settings).role();
  }

  private static Optional<Deployment> deployment(LabelSet labels, Consumer<String> report) {
    Optional<String> group = labels.app("DEPLOYMENT_GROUP").filter(text -> !text.isBlank());
    if (group.isEmpty()) {
      return Optional.empty();
    }
    String id = group.get().strip();
    return Optional.of(
        new Deployment(
            AppId.safe(id),
            startedAt(labels, report),
            instances(labels, "DEPLOYMENT_TARGET_INSTANCES", report),
            instances(labels, "DEPLOYMENT_NEW_INSTANCES", report).orElse(0)));
  }

  private static OptionalInt instances(LabelSet labels, String label, Consumer<String> report) {
    Optional<String> text = labels.app(label).map(String::strip);
    if (text.isPresent() && text.get().matches("[0-9]{1,6}")) {
      return OptionalInt.of(Integer.parseInt(text.get()));
    }
    text.ifPresent(
        other ->
            report.accept(
                "its label HAPROXY_"
                    + label
                    + " = \""
                    + Printable.of(other)
                    + "\" has no effect; write a number"));
    return OptionalInt.empty();
  }

  /** Marathon-LB's tool writes the date without a zone. */
  private static Optional<Instant> startedAt(LabelSet labels, Consumer<String> report) {
    Optional<String> text = labels.app("DEPLOYMENT_STARTED_AT").map(String::strip);
    if (text.isEmpty() || text.get().isEmpty()) {
      return Optional.empty();
    }
    try {
      TemporalAccessor read =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text.get(), ZonedDateTime::from, LocalDateTime::from);
      return Optional.of(
          read instanceof ZonedDateTime zoned
              ? zoned.toInstant()
              : LocalDateTime.from(read).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      report.accept(
          "its label HAPROXY_DEPLOYMENT_STARTED_AT = \""
              + Printable.of(text.get())
              + "\" has no effect; write a date such as 2026-02-01T15:51:38");
      return Optional.empty();
    }
  }
}
