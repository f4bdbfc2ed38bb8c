package io.herald.jobs.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.herald.jobs.Job;
import io.herald.jobs.Resources;
import io.herald.jobs.marathon.AppDefinition;
import io.herald.jobs.marathon.AppPath;
import io.herald.jobs.marathon.MesosCheck;
import io.herald.jobs.marathon.PortDefinition;
import io.herald.jobs.port.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Apps of Marathon's: what their JSON says, and what is said of what can't be done. */
class AppFilesTest {

  private static final String SISE =
      """
      {
        "id": "/sise",
        "instances": 3,
        "cmd": "serve $PORT0",
        "cpus": 0.1,
        "mem": 32,
        "labels": {
          "HAPROXY_GROUP": "external",
          "HAPROXY_0_VHOST": "http://ec2-52-42-2-149.us-west-2.compute.amazonaws.com"
        },
        "portDefinitions": [{
          "port": 10010,
          "labels": {
            "VIP_0": "/sise:80"
          }
        }]
      }
      """;

  @Test
  void theSeedsAppIsReadAsItIs() {
    assertThat(LaunchableFiles.parse("sise.json", SISE))
        .isEqualTo(
            new AppDefinition(
                AppPath.parse("/sise"),
                3,
                "serve $PORT0",
                new TreeMap<>(),
                new Resources(0.1, 32L << 20, 0),
                new TreeMap<>(
                    Map.of(
                        "HAPROXY_GROUP",
                        "external",
                        "HAPROXY_0_VHOST",
                        "http://ec2-52-42-2-149.us-west-2.compute.amazonaws.com")),
                List.of(
                    new PortDefinition(
                        10010,
                        Optional.empty(),
                        List.of(Protocol.TCP),
                        new TreeMap<>(Map.of("VIP_0", "/sise:80")))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void everyFieldReachesTheApp() {
    assertThat(
            LaunchableFiles.parse(
                "a.json",
                """
                {"id": "shop/cart", "cmd": "serve", "instances": 0, "cpus": 2, "mem": 0.5e3,
                 "disk": 1.5, "env": {"MODE": "fast"}, "user": "www",
                 "taskKillGracePeriodSeconds": 7, "networks": [{"mode": "host"}],
                 "acceptedResourceRoles": ["*"], "requirePorts": false, "gpus": 0,
                 "upgradeStrategy": {"minimumHealthCapacity": 1, "maximumOverCapacity": 1.0},
                 "portDefinitions": [
                   {"port": 0, "name": "web", "protocol": "tcp"},
                   {"port": 53, "name": "dns", "protocol": "udp,tcp", "labels": {"a": "b"}}],
                 "healthChecks": [
                   {"protocol": "MESOS_HTTP", "path": "/ok", "portIndex": 1, "delaySeconds": 1,
                    "gracePeriodSeconds": 2, "intervalSeconds": 3, "timeoutSeconds": 4,
                    "maxConsecutiveFailures": 5}]}
                """))
        .isEqualTo(
            new AppDefinition(
                new AppPath(List.of("shop", "cart")),
                0,
                "serve",
                new TreeMap<>(Map.of("MODE", "fast")),
                new Resources(2, 500L << 20, 3L << 19),
                new TreeMap<>(),
                List.of(
                    new PortDefinition(
                        0, Optional.of("web"), List.of(Protocol.TCP), new TreeMap<>()),
                    new PortDefinition(
                        53,
                        Optional.of("dns"),
                        List.of(Protocol.TCP, Protocol.UDP),
                        new TreeMap<>(Map.of("a", "b")))),
                Optional.of(
                    new MesosCheck(
                        new MesosCheck.Http(false, Optional.of("/ok"), MesosCheck.Target.at(1)),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        5)),
                Optional.of(Duration.ofSeconds(7)),
                Optional.of("www")));
  }

  @Test
  void whatIsNotSaidIsAsInMarathon() {
    assertThat(LaunchableFiles.parse("a.json", "{\"id\": \"a\", \"cmd\": \"serve\"}"))
        .isEqualTo(
            new AppDefinition(
                AppPath.parse("/a"),
                1,
                "serve",
                new TreeMap<>(),
                new Resources(1, 128L << 20, 0),
                new TreeMap<>(),
                List.of(PortDefinition.DEFAULT),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  static Stream<Arguments> checks() {
    return Stream.of(
        arguments(
            "{\"protocol\": \"MESOS_HTTP\"}",
            new MesosCheck.Http(false, Optional.empty(), MesosCheck.Target.at(0))),
        arguments(
            "{\"protocol\": \"MESOS_HTTPS\", \"path\": \"/x\", \"port\": 8443}",
            new MesosCheck.Http(true, Optional.of("/x"), MesosCheck.Target.fixed(8443))),
        arguments("{\"protocol\": \"MESOS_TCP\"}", new MesosCheck.Tcp(MesosCheck.Target.at(0))),
        arguments(
            "{\"protocol\": \"COMMAND\", \"command\": {\"value\": \"test -e ok\"}}",
            new MesosCheck.Command("test -e ok")));
  }

  @ParameterizedTest
  @MethodSource("checks")
  void aCheckThatMesosRunsIsTakenWithMarathonsTimes(String check, MesosCheck.Question question) {
    AppDefinition app =
        (AppDefinition)
            LaunchableFiles.parse(
                "a.json", "{\"id\": \"a\", \"cmd\": \"serve\", \"healthChecks\": [" + check + "]}");

    assertThat(app.healthCheck())
        .contains(
            new MesosCheck(
                question,
                Duration.ofSeconds(15),
                Duration.ofSeconds(300),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/sise | sise | sise",
        "sise | sise | sise",
        "/a/b | b.a | a_b",
        "/shop/v1.2/cart-x | cart-x.v1.2.shop | shop_v1.2_cart-x",
      })
  void anIdIsAPathWrittenInThreeWays(String id, String hostname, String inTaskIds) {
    AppPath path = AppPath.parse(id);

    assertThat(path.toString()).isEqualTo(id.startsWith("/") ? id : "/" + id);
    assertThat(path.hostname()).isEqualTo(hostname);
    assertThat(path.inTaskIds()).isEqualTo(inTaskIds);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(
            "\"container\": {\"type\": \"DOCKER\", \"docker\": {\"image\": \"a/b\"}}",
            "container: tasks are plain processes here, without images; write what to run in cmd"),
        arguments(
            "\"args\": [\"a\"]",
            "args: tasks are run by a shell here; write one command line in cmd"),
        arguments("\"ports\": [0]", "ports: it is the old form; write portDefinitions"),
        arguments(
            "\"constraints\": [[\"hostname\", \"UNIQUE\"]]",
            "constraints: instances are spread over the agents anyway; leave it out"),
        arguments(
            "\"version\": \"2016-09-23T14:12:42.351Z\"",
            "version: Marathon adds it to its answers; leave it out"),
        arguments(
            "\"requirePorts\": true",
            "requirePorts: numbers are taken from the offer here; leave it out"),
        arguments("\"gpus\": 1", "gpus: no GPUs are taken here; leave it out"),
        arguments(
            "\"networks\": [{\"mode\": \"container/bridge\"}]",
            "networks: tasks use the agent's network here; write [{\"mode\": \"host\"}]"),
        arguments(
            "\"acceptedResourceRoles\": [\"slave_public\"]",
            "acceptedResourceRoles: what is offered is taken here; leave it out, and give the role by"
                + " --role"),
        arguments(
            "\"upgradeStrategy\": {\"minimumHealthCapacity\": 0.5}",
            "upgradeStrategy.minimumHealthCapacity: all new tasks are started, and an old one is"
                + " killed for each that is ready, as 1 says; leave it out"),
        arguments(
            "\"dependencies\": [\"/db\"]",
            "dependencies: apps are started at once here, in no order; leave it out"),
        arguments("\"apps\": []", "apps: a file has one app; give each its own file"),
        arguments("\"instance\": 2", "instance: unknown field; did you mean \"instances\"?"),
        arguments("\"instances\": -1", "instances: -1 is too small; write 0 or more"),
        arguments(
            "\"cpus\": 0", "cpus: 0.0 is not a number of CPUs; write one above 0, such as 0.1"),
        arguments("\"mem\": 0", "mem: 0.0 is too small; write 1.0 megabytes or more"),
        arguments(
            "\"env\": {\"A\": {\"secret\": \"s\"}}", "env.A: a mapping stands here; write a text"),
        arguments(
            "\"env\": {\"A-B\": \"x\"}",
            "env: \"A-B\" can't name a variable; write letters, digits and \"_\""),
        arguments(
            "\"labels\": {\"\": \"x\"}", "labels: a label without a key stands here; give it one"),
        arguments(
            "\"portDefinitions\": [{\"port\": 65536}]",
            "portDefinitions[0].port: 65536 is not a port; write a number from 1 to 65535, or 0 for"
                + " none"),
        arguments(
            "\"portDefinitions\": [{\"protocol\": \"sctp\"}]",
            "portDefinitions[0].protocol: \"sctp\" is not a protocol; write tcp, udp or tcp,udp"),
        arguments(
            "\"portDefinitions\": [{\"name\": \"a\", \"port\": 1}, {\"name\": \"a\", \"port\": 2}]",
            "portDefinitions[1].name: the name is given twice; change one"),
        arguments(
            "\"portDefinitions\": [{\"port\": 1}, {\"port\": 1}]",
            "portDefinitions[1].port: the service port is given twice; change one, or write 0"),
        arguments(
            "\"healthChecks\": [{\"protocol\": \"HTTP\", \"path\": \"/\", \"portIndex\": 0}]",
            "healthChecks[0].protocol: \"HTTP\" is a check that Marathon runs itself, of which Mesos"
                + " knows no result; write MESOS_HTTP"),
        arguments(
            "\"healthChecks\": [{\"protocol\": \"ICMP\"}]",
            "healthChecks[0].protocol: \"ICMP\" is unknown; write MESOS_HTTP, MESOS_HTTPS, MESOS_TCP"
                + " or COMMAND"),
        arguments(
            "\"healthChecks\": [{\"protocol\": \"MESOS_TCP\", \"portIndex\": 1}]",
            "healthChecks[0].portIndex: 1 is not a port of the app; write a number from 0 to 0"),
        arguments(
            "\"portDefinitions\": [], \"healthChecks\": [{\"protocol\": \"MESOS_TCP\"}]",
            "healthChecks[0].portIndex: the app has no port; add one to portDefinitions"),
        arguments(
            "\"healthChecks\": [{\"protocol\": \"COMMAND\"}]",
            "healthChecks[0].command: it is missing; add it"),
        arguments(
            "\"healthChecks\": [{\"protocol\": \"MESOS_TCP\"}, {\"protocol\": \"MESOS_TCP\"}]",
            "healthChecks: 2 checks stand here, and Mesos runs one; leave one"),
        arguments(
            "\"taskKillGracePeriodSeconds\": -1",
            "taskKillGracePeriodSeconds: -1 is too small; write seconds, 0 or more"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatCantBeDoneIsRefusedByName(String field, String error) {
    assertThatThrownBy(
            () ->
                LaunchableFiles.parse(
                    "a.json", "{\"id\": \"/a\", \"cmd\": \"serve\",\n" + field + "}"))
        .isInstanceOf(JobFormatException.class)
        .hasMessage("a.json:2: " + error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\": \"/a\"} | a.json:1: cmd: it is missing; add it",
        "{\"id\": \"/a\", \"cmd\": \" \"} | a.json:1: cmd: it is empty; write the shell command that"
            + " a task runs",
        "{\"id\": \"/\", \"cmd\": \"x\"} | a.json:1: id: it names no app; write a path like /sise",
        "{\"id\": \"/A\", \"cmd\": \"x\"} | a.json:1: id: \"A\" is not a part of an app's id; write"
            + " lower-case letters, digits, and \"-\" or \".\" between them",
      })
  void anAppHasAnIdAndACommand(String json, String error) {
    assertThatThrownBy(() -> LaunchableFiles.parse("a.json", json)).hasMessage(error);
  }

  @Test
  void aJobIsReadAsOne() {
    assertThat(LaunchableFiles.parse("job.yaml", MalformedJobFilesTest.MINIMAL))
        .isInstanceOf(Job.class)
        .isEqualTo(JobFiles.parse("job.yaml", MalformedJobFilesTest.MINIMAL));
  }

  @Test
  void anAppIsNoJobFile() {
    assertThatThrownBy(() -> JobFiles.parse("sise.json", SISE))
        .hasMessage(
            "sise.json:1: id: this is an app of Marathon, which herald scheduler runs; a job file"
                + " stands here, with cluster, role, environment and name");
  }
}
