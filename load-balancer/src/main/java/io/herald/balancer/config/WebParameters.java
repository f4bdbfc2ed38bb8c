package io.herald.balancer.config;

import io.herald.balancer.web.ServerRole;
import io.herald.balancer.web.WebSettings;
import io.herald.settings.Parameter;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.util.List;
import java.util.Set;

/** The parameters of web services: which of Marathon-LB's labels count, and for which tasks. */
final class WebParameters {

  private static final WebSettings DEFAULT = WebSettings.DEFAULT;

  static final Parameter<List<String>> WEB_GROUPS =
      Parameter.of(
              "webGroups",
              "web-groups",
              ValueTypes.texts().notEmpty("write at least one group, or *"),
              "groups of this balancer: ports with one of them in HAPROXY_GROUP are on the web; *: every"
                  + " port")
          .withDefault(List.copyOf(DEFAULT.groups()));
  static final Parameter<Boolean> WEB_STRICT =
      Parameter.of(
              "webStrict",
              "web-strict",
              ValueTypes.onOff(),
              "whether a port needs HAPROXY_n_ENABLED=true")
          .withDefault(DEFAULT.strict());
  static final Parameter<Boolean> WEB_TEMPLATES =
      Parameter.of(
              "webTemplates",
              "web-templates",
              ValueTypes.onOff(),
              "whether labels may hold lines of HAProxy's configuration, which can read any file that"
                  + " HAProxy can")
          .withDefault(DEFAULT.templates());
  static final Parameter<ServerRole> WEB_STAGING_TASKS =
      Parameter.of(
              "webStagingTasks",
              "web-staging-tasks",
              ValueTypes.choice("ROLE", ServerRole.class),
              "what tasks that are staging or starting are as servers")
          .withDefault(DEFAULT.staging());
  static final Parameter<ServerRole> WEB_KILLING_TASKS =
      Parameter.of(
              "webKillingTasks",
              "web-killing-tasks",
              ValueTypes.choice("ROLE", ServerRole.class),
              "what tasks that are being killed are as servers")
          .withDefault(DEFAULT.killing());
  static final Parameter<ServerRole> WEB_UNREACHABLE_TASKS =
      Parameter.of(
              "webUnreachableTasks",
              "web-unreachable-tasks",
              ValueTypes.choice("ROLE", ServerRole.class),
              "what tasks whose agent can't be reached are as servers")
          .withDefault(DEFAULT.unreachable());
  static final Parameter<ServicePortRange> WEB_SERVICE_PORTS =
      Parameter.of(
              "webServicePorts",
              "web-service-ports",
              ValueTypes.parsed("FIRST-LAST", ServicePortRange::parse, ServicePortRange::toString),
              "ports for services whose labels ask for none")
          .withDefault(new ServicePortRange(DEFAULT.firstPort(), DEFAULT.lastPort()));

  static final Parameter<String> WEB_PORT_ASSIGNMENTS =
      Parameter.of(
              "webPortAssignments",
              "web-port-assignments",
              ValueTypes.text("PLACE"),
              "where the service ports that services got are kept:"
                  + " zk://[user:password@]host[:2181],…/node, which replicas share, or a file")
          .withDefaultWords(
              "beside vipAssignments if that is in ZooKeeper; else web-ports in stateDirectory;"
                  + " without that, nowhere")
          .withLogin();

  /** In the order of the help. */
  static final List<Parameter<?>> ROWS =
      List.of(
          WEB_GROUPS,
          WEB_STRICT,
          WEB_TEMPLATES,
          WEB_STAGING_TASKS,
          WEB_KILLING_TASKS,
          WEB_UNREACHABLE_TASKS,
          WEB_SERVICE_PORTS,
          WEB_PORT_ASSIGNMENTS);

  private WebParameters() {}

  static WebSettings read(Values values) {
    ServicePortRange ports = values.get(WEB_SERVICE_PORTS);
    return new WebSettings(
        Set.copyOf(values.get(WEB_GROUPS)),
        values.get(WEB_STRICT),
        values.get(WEB_TEMPLATES),
        values.get(WEB_STAGING_TASKS),
        values.get(WEB_KILLING_TASKS),
        values.get(WEB_UNREACHABLE_TASKS),
        ports.first(),
        ports.last());
  }
}
