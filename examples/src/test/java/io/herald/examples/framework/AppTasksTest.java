package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.file.LaunchableFiles;
import io.herald.jobs.marathon.AppDefinition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.Environment;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.junit.jupiter.api.Test;

/** What becomes of an app in TaskInfo: what Marathon's own task builder makes of it. */
class AppTasksTest {

  private static final Instant NOW = Instant.parse("2016-09-23T14:12:42.350Z");

  private static final Offer OFFER =
      Offer.newBuilder()
          .setHostname("10.0.0.114")
          .setAgentId(org.apache.mesos.v1.Protos.AgentID.newBuilder().setValue("S1"))
          .buildPartial();

  private final AppTasks tasks =
      new AppTasks(
          new FrameworkOptions(
              "127.0.0.1:5050",
              "root",
              "*",
              Optional.empty(),
              Duration.ZERO,
              Optional.empty(),
              "executor",
              Map.of("HERALD_JAR", "/herald.jar", "HOST", "not this"),
              OnExit.TEARDOWN),
          Clock.fixed(NOW, ZoneOffset.UTC));

  private static AppDefinition app(String json) {
    return (AppDefinition) LaunchableFiles.parse("app.json", json);
  }

  @Test
  void anAppOfTwoPortsInAGroup() throws Exception {
    AppDefinition app =
        app(
            """
            {"id": "/shop/cart", "cmd": "serve $PORT0", "cpus": 0.1, "mem": 32, "disk": 16,
             "env": {"MODE": "fast"}, "user": "www", "taskKillGracePeriodSeconds": 7,
             "labels": {"HAPROXY_GROUP": "external", "HAPROXY_0_VHOST": "cart.example.com"},
             "portDefinitions": [
               {"port": 10010, "name": "web", "labels": {"VIP_0": "/cart:80"}},
               {"port": 0, "protocol": "tcp,udp"}],
             "healthChecks": [{"protocol": "MESOS_HTTP", "path": "/health", "portIndex": 1}]}
            """);

    TaskInfo task =
        tasks.of(
            app,
            "shop_cart.cac98ccf-8197-11e6-8b52-26ceb6df775b",
            OFFER,
            Map.of("PORT0", 31747, "PORT1", 31000));

    assertThat(task.toBuilder().clearCommand().build())
        .isEqualTo(
            TextFormat.parse(
                """
                name: "cart.shop"
                task_id { value: "shop_cart.cac98ccf-8197-11e6-8b52-26ceb6df775b" }
                agent_id { value: "S1" }
                resources { name: "cpus" type: SCALAR scalar { value: 0.1 } }
                resources { name: "mem" type: SCALAR scalar { value: 32 } }
                resources { name: "disk" type: SCALAR scalar { value: 16 } }
                resources {
                  name: "ports" type: RANGES
                  ranges { range { begin: 31000 end: 31000 } range { begin: 31747 end: 31747 } }
                }
                health_check {
                  type: HTTP
                  http { scheme: "http" path: "/health" port: 31000 }
                  delay_seconds: 15
                  grace_period_seconds: 300
                  interval_seconds: 60
                  timeout_seconds: 20
                  consecutive_failures: 3
                }
                kill_policy { grace_period { nanoseconds: 7000000000 } }
                labels {
                  labels { key: "HAPROXY_0_VHOST" value: "cart.example.com" }
                  labels { key: "HAPROXY_GROUP" value: "external" }
                }
                discovery {
                  visibility: FRAMEWORK
                  name: "cart.shop"
                  ports {
                    ports {
                      number: 31747 name: "web" protocol: "tcp"
                      labels { labels { key: "VIP_0" value: "/cart:80" } }
                    }
                    ports { number: 31000 protocol: "tcp" }
                    ports { number: 31000 protocol: "udp" }
                  }
                }
                """,
                TaskInfo.class));
    assertThat(task.getCommand().getValue()).isEqualTo("serve $PORT0");
    assertThat(task.getCommand().getShell()).isTrue();
    assertThat(task.getCommand().getUser()).isEqualTo("www");
    assertThat(variables(task))
        .isEqualTo(
            new TreeMap<>(
                Map.ofEntries(
                    Map.entry("HERALD_JAR", "/herald.jar"),
                    Map.entry("HOST", "10.0.0.114"),
                    Map.entry("MARATHON_APP_ID", "/shop/cart"),
                    Map.entry("MARATHON_APP_LABELS", "HAPROXY_0_VHOST HAPROXY_GROUP"),
                    Map.entry("MARATHON_APP_LABEL_HAPROXY_0_VHOST", "cart.example.com"),
                    Map.entry("MARATHON_APP_LABEL_HAPROXY_GROUP", "external"),
                    Map.entry("MARATHON_APP_RESOURCE_CPUS", "0.1"),
                    Map.entry("MARATHON_APP_RESOURCE_DISK", "16.0"),
                    Map.entry("MARATHON_APP_RESOURCE_GPUS", "0"),
                    Map.entry("MARATHON_APP_RESOURCE_MEM", "32.0"),
                    Map.entry("MARATHON_APP_VERSION", "2016-09-23T14:12:42.350Z"),
                    Map.entry("MESOS_TASK_ID", "shop_cart.cac98ccf-8197-11e6-8b52-26ceb6df775b"),
                    Map.entry("MODE", "fast"),
                    Map.entry("PORT", "31747"),
                    Map.entry("PORT0", "31747"),
                    Map.entry("PORT1", "31000"),
                    Map.entry("PORTS", "31747,31000"),
                    Map.entry("PORT_10010", "31747"),
                    Map.entry("PORT_31000", "31000"),
                    Map.entry("PORT_WEB", "31747"))));
  }

  @Test
  void theOtherChecksThatMesosRuns() throws Exception {
    TaskInfo tcp =
        tasks.of(
            app(
                "{\"id\": \"a\", \"cmd\": \"x\","
                    + " \"healthChecks\": [{\"protocol\": \"MESOS_TCP\", \"port\": 8080}]}"),
            "a.1",
            OFFER,
            Map.of("PORT0", 31000));
    TaskInfo command =
        tasks.of(
            app(
                "{\"id\": \"a\", \"cmd\": \"x\", \"healthChecks\": [{\"protocol\": \"COMMAND\","
                    + " \"command\": {\"value\": \"test -e ok\"}}]}"),
            "a.1",
            OFFER,
            Map.of("PORT0", 31000));

    assertThat(tcp.getHealthCheck().getTcp().getPort()).isEqualTo(8080);
    assertThat(command.getHealthCheck().getCommand().getValue()).isEqualTo("test -e ok");
    assertThat(command.getHealthCheck().getCommand().getShell()).isTrue();
  }

  @Test
  void anAppWithoutPortsHasAnEmptyListOfThem() {
    TaskInfo task =
        tasks.of(
            app("{\"id\": \"a\", \"cmd\": \"x\", \"portDefinitions\": []}"),
            "a.1",
            OFFER,
            Map.of());

    assertThat(task.getDiscovery().hasPorts()).isTrue();
    assertThat(task.getDiscovery().getPorts().getPortsList()).isEmpty();
    assertThat(task.getResourcesList())
        .extracting(resource -> resource.getName())
        .containsExactly("cpus", "mem");
    assertThat(task.hasLabels()).isFalse();
    assertThat(variables(task)).doesNotContainKeys("PORT", "PORTS", "PORT0");
  }

  private static Map<String, String> variables(TaskInfo task) {
    Map<String, String> variables = new TreeMap<>();
    for (Environment.Variable variable : task.getCommand().getEnvironment().getVariablesList()) {
      variables.put(variable.getName(), variable.getValue());
    }
    return variables;
  }
}
