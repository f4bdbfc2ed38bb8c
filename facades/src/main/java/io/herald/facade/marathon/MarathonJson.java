package io.herald.facade.marathon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import io.herald.facade.mirror.MirroredInstance;
import io.herald.services.host.IpText;
import io.herald.services.instance.Health;
import io.herald.services.instance.Instance;
import io.herald.services.instance.IpSource;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Marathon's objects, in the form of its releases 1.5 to 1.11. Of an app's definition only what can
 * be told from its tasks is there: no command, image, resources or environment.
 */
final class MarathonJson {

  /** The service port that a port's label asks for. */
  private static final String SERVICE_PORT = "SERVICE_PORT";

  private static final int LAST_PORT = 65535;

  private final JsonGenerator json;
  private final ServicePorts servicePorts;
  private final List<IpSource> addressSources;

  MarathonJson(JsonGenerator json, ServicePorts servicePorts, List<IpSource> addressSources) {
    this.json = json;
    this.servicePorts = servicePorts;
    this.addressSources = addressSources;
  }

  /**
   * An app.
   *
   * @param embed what else its object holds
   */
  void app(MarathonApp app, Embed embed) throws IOException {
    Instance newest = app.newest();
    List<AppPort> ports = AppPort.of(newest, addressSources);
    Map<String, String> labels = app.labels();
    json.writeStartObject();
    json.writeStringField("id", app.id());
    ports(app.id(), ports, AppPort.network(newest).mode(), labels);
    json.writeArrayFieldStart("constraints");
    json.writeEndArray();
    json.writeArrayFieldStart("dependencies");
    json.writeEndArray();
    json.writeObjectFieldStart("env");
    json.writeEndObject();
    healthChecks(app);
    json.writeNumberField("instances", app.instances());
    labels(labels);
    String version = MarathonTime.of(app.version());
    json.writeStringField("version", version);
    json.writeObjectFieldStart("versionInfo");
    json.writeStringField("lastScalingAt", MarathonTime.of(app.lastScaling()));
    json.writeStringField("lastConfigChangeAt", version);
    json.writeEndObject();
    json.writeNumberField("tasksStaged", app.staged());
    json.writeNumberField("tasksRunning", app.running());
    json.writeNumberField("tasksHealthy", app.healthy());
    json.writeNumberField("tasksUnhealthy", app.unhealthy());
    json.writeArrayFieldStart("deployments");
    json.writeEndArray();
    if (embed.readiness()) {
      json.writeArrayFieldStart("readinessCheckResults");
      json.writeEndArray();
    }
    if (embed.tasks()) {
      json.writeArrayFieldStart("tasks");
      for (MirroredInstance task : app.tasks()) {
        task(app, task, false);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** What an app's object holds beside the app. */
  record Embed(boolean tasks, boolean readiness) {}

  private void ports(String app, List<AppPort> ports, Network.Mode mode, Map<String, String> labels)
      throws IOException {
    if (mode == Network.Mode.OWN || mode == Network.Mode.MAPPED) {
      json.writeObjectFieldStart("container");
      json.writeStringField("type", "MESOS");
      json.writeArrayFieldStart("volumes");
      json.writeEndArray();
      json.writeArrayFieldStart("portMappings");
      for (int i = 0; i < ports.size(); i++) {
        AppPort port = ports.get(i);
        json.writeStartObject();
        json.writeNumberField("containerPort", port.containerPort());
        if (port.hostPort() > 0) {
          json.writeNumberField("hostPort", 0); // As in an app whose ports Mesos chooses.
        }
        port(app, i, port, labels, "servicePort");
      }
      json.writeEndArray();
      json.writeEndObject();
    } else {
      json.writeArrayFieldStart("portDefinitions");
      for (int i = 0; i < ports.size(); i++) {
        json.writeStartObject();
        port(app, i, ports.get(i), labels, "port");
      }
      json.writeEndArray();
      json.writeArrayFieldStart("ports");
      for (int i = 0; i < ports.size(); i++) {
        json.writeNumber(servicePort(app, i, ports.get(i), labels));
      }
      json.writeEndArray();
    }
    json.writeBooleanField("requirePorts", false);
    json.writeArrayFieldStart("networks");
    json.writeStartObject();
    json.writeStringField(
        "mode",
        switch (mode) {
          case OWN -> "container";
          case MAPPED -> "container/bridge";
          case HOST, UNSPECIFIED -> "host";
        });
    json.writeEndObject();
    json.writeEndArray();
  }

  private void port(
      String app, int index, AppPort port, Map<String, String> labels, String servicePort)
      throws IOException {
    json.writeNumberField(servicePort, servicePort(app, index, port, labels));
    if (!port.name().isEmpty()) {
      json.writeStringField("name", port.name());
    }
    json.writeStringField("protocol", port.protocol());
    labels(port.labels());
    json.writeEndObject();
  }

  private int servicePort(String app, int index, AppPort port, Map<String, String> labels) {
    return port(labels.get("HAPROXY_" + index + "_PORT"))
        .orElseGet(
            () ->
                port(port.labels().get(SERVICE_PORT)).orElseGet(() -> servicePorts.of(app, index)));
  }

  private static OptionalInt port(@Nullable String text) {
    if (text == null || !text.strip().matches("\\d{1,5}")) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(text.strip());
    return number > 0 && number <= LAST_PORT ? OptionalInt.of(number) : OptionalInt.empty();
  }

  /**
   * That there is a check of Mesos, which is all that is known of it. Load balancers read it as:
   * look at the tasks' results. It names no port, so they make no check of their own of it.
   */
  private void healthChecks(MarathonApp app) throws IOException {
    json.writeArrayFieldStart("healthChecks");
    if (app.isChecked()) {
      json.writeStartObject();
      json.writeStringField("protocol", "COMMAND");
      json.writeNumberField("gracePeriodSeconds", 300);
      json.writeNumberField("intervalSeconds", 60);
      json.writeNumberField("timeoutSeconds", 20);
      json.writeNumberField("maxConsecutiveFailures", 3);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /**
   * A task.
   *
   * @param withServicePorts as {@code /v2/tasks} has them, and apps don't
   */
  void task(MarathonApp app, MirroredInstance task, boolean withServicePorts) throws IOException {
    Instance instance = task.instance();
    json.writeStartObject();
    addresses(instance, addressSources);
    json.writeStringField("stagedAt", MarathonTime.of(task.since()));
    json.writeStringField("state", instance.state());
    List<AppPort> ports = AppPort.of(instance, addressSources);
    hostPorts(ports);
    if (withServicePorts) {
      Map<String, String> labels = app.labels();
      json.writeArrayFieldStart("servicePorts");
      for (int i = 0; i < ports.size(); i++) {
        json.writeNumber(servicePort(app.id(), i, ports.get(i), labels));
      }
      json.writeEndArray();
    }
    if (task.running().isPresent()) {
      json.writeStringField("startedAt", MarathonTime.of(task.running().get()));
    }
    json.writeStringField("version", MarathonTime.of(app.version()));
    json.writeStringField("id", instance.task().id());
    json.writeStringField("appId", app.id());
    json.writeStringField("slaveId", instance.agent().id());
    json.writeStringField("host", host(instance));
    if (instance.health() != Health.UNKNOWN) {
      json.writeArrayFieldStart("healthCheckResults");
      json.writeStartObject();
      json.writeBooleanField("alive", instance.health() == Health.HEALTHY);
      json.writeNumberField("consecutiveFailures", 0);
      json.writeStringField("taskId", instance.task().id());
      json.writeStringField("instanceId", AppIds.instanceId(instance.task().id()));
      json.writeEndObject();
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** The data of a {@code status_update_event}. */
  void statusUpdate(String app, MirroredInstance task, String status, String time)
      throws IOException {
    Instance instance = task.instance();
    json.writeStartObject();
    json.writeStringField("slaveId", instance.agent().id());
    json.writeStringField("taskId", instance.task().id());
    json.writeStringField("taskStatus", status);
    json.writeStringField("message", "");
    json.writeStringField("appId", app);
    json.writeStringField("host", host(instance));
    addresses(instance, addressSources);
    hostPorts(AppPort.of(instance, addressSources));
    json.writeStringField("version", MarathonTime.of(task.since()));
    end("status_update_event", time);
  }

  /** The data of a {@code health_status_changed_event}. */
  void healthChanged(String app, MirroredInstance task, String time) throws IOException {
    Instance instance = task.instance();
    json.writeStartObject();
    json.writeStringField("appId", app);
    json.writeStringField("taskId", instance.task().id());
    json.writeStringField("instanceId", AppIds.instanceId(instance.task().id()));
    json.writeStringField("version", MarathonTime.of(task.since()));
    json.writeBooleanField("alive", instance.health() == Health.HEALTHY);
    end("health_status_changed_event", time);
  }

  /** The data of an {@code app_terminated_event}. */
  void appTerminated(String app, String time) throws IOException {
    json.writeStartObject();
    json.writeStringField("appId", app);
    end("app_terminated_event", time);
  }

  private void end(String type, String time) throws IOException {
    json.writeStringField("eventType", type);
    json.writeStringField("timestamp", time);
    json.writeEndObject();
  }

  private static String host(Instance instance) {
    return instance.agent().hostname().isEmpty()
        ? instance.agent().pid().host()
        : instance.agent().hostname();
  }

  private void hostPorts(List<AppPort> ports) throws IOException {
    json.writeArrayFieldStart("ports");
    for (AppPort port : ports) {
      if (port.hostPort() > 0) {
        json.writeNumber(port.hostPort());
      }
    }
    json.writeEndArray();
  }

  /** The container's, as Mesos' status has them; without any, those where it is reached. */
  private void addresses(Instance instance, List<IpSource> sources) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : instance.task().running().map(RunningStatus::addresses).orElse(List.of())) {
      Optional<InetAddress> address = IpText.parse(text);
      address.ifPresent(addresses::add);
    }
    if (addresses.isEmpty()) {
      addresses.addAll(instance.addresses(sources).addresses());
    }
    json.writeArrayFieldStart("ipAddresses");
    for (InetAddress address : addresses) {
      json.writeStartObject();
      json.writeStringField("ipAddress", address.getHostAddress());
      json.writeStringField("protocol", address instanceof Inet6Address ? "IPv6" : "IPv4");
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void labels(Map<String, String> labels) throws IOException {
    json.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : labels.entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
  }
}
