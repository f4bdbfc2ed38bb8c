package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.ScriptedCluster;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code herald dns --config} with the file of a Mesos-DNS installation, as a process: every
 * document of {@code /v1} is the one that Mesos-DNS gives, whole, with its keys in their order.
 */
class MesosDnsInstallationIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * What operators write: any letter case, ports and credentials, a key that never meant a thing.
   */
  private static final String CONFIG =
      """
      {
        "zk": "",
        "masters": ["127.0.0.1:MASTER"],
        "refreshSeconds": 60,
        "stateTimeoutSeconds": 300,
        "TTL": 60,
        "domain": "Mesos",
        "ns": "ns1",
        "port": DNS,
        "resolvers": ["192.0.2.53", "192.0.2.54"],
        "zoneResolvers": {"corp.example": ["192.0.2.55"]},
        "timeout": 5,
        "listener": "127.0.0.1",
        "dnson": true,
        "httpOn": true,
        "httpPort": API,
        "HTTPLISTENER": "127.0.0.1",
        "externalOn": true,
        "recurseon": true,
        "SOAMname": "ns1.mesos",
        "SOARname": "root@ns1.mesos",
        "SOARefresh": 60,
        "SOARetry": 600,
        "SOAExpire": 86400,
        "SOAMinttl": 60,
        "IPSources": ["netinfo", "mesos", "host"],
        "enforceRFC952": false,
        "mesosAuthentication": "basic",
        "mesosCredentials": {"principal": "mesos-dns", "secret": "hunter2"}
      }
      """;

  private static final String VERSION =
      """
      {"Service":"Mesos-DNS","URL":"https://github.com/mesosphere/mesos-dns","Version":"v0.7.0"}""";

  private static final String CONFIG_VIEW =
      """
      {"RefreshSeconds":60,"Port":DNS,"Timeout":5,"StateTimeoutSeconds":300,"ZkDetectionTimeout":30,\
      "HttpPort":API,"TTL":60,"SRVRecordDefaultWeight":1,"SOASerial":SERIAL,"SOARefresh":60,\
      "SOARetry":600,"SOAExpire":86400,"SOAMinttl":60,"SOAMname":"ns1.mesos.",\
      "SOARname":"root.ns1.mesos.","Masters":["127.0.0.1:MASTER"],\
      "ZoneResolvers":{"corp.example":["192.0.2.55"]},"Resolvers":["192.0.2.53","192.0.2.54"],\
      "IPSources":["netinfo","mesos","host"],"Zk":"","Domain":"mesos","File":"FOLDER/config.json",\
      "Listener":"127.0.0.1","HTTPListener":"127.0.0.1","RecurseOn":true,"DnsOn":true,"HttpOn":true,\
      "ExternalOn":true,"EnforceRFC952":false,"SetTruncateBit":true,"EnumerationOn":true,\
      "MesosHTTPSOn":false,"CACertFile":"","CertFile":"","KeyFile":"",\
      "MesosCredentials":{"Principal":"mesos-dns","Secret":"********"},"IAMConfigFile":"",\
      "MesosAuthentication":"basic"}""";

  private static final String HOSTS =
      """
      [{"host":"web.marathon.mesos.","ip":"10.1.0.1"}]""";

  private static final String SERVICES =
      """
      [{"service":"_web._tcp.marathon.mesos","host":"web-pkco7-s0.marathon.slave.mesos.",\
      "ip":"10.1.0.1","port":"31000"}]""";

  private static final String ENUMERATE =
      """
      {"frameworks":[{"tasks":[{"name":"web","id":"web.0b1c","records":[\
      {"name":"web.marathon.mesos.","host":"10.1.0.1","rtype":"A"},\
      {"name":"web-pkco7-s0.marathon.mesos.","host":"10.1.0.1","rtype":"A"},\
      {"name":"web.marathon.slave.mesos.","host":"10.1.0.1","rtype":"A"},\
      {"name":"web-pkco7-s0.marathon.slave.mesos.","host":"10.1.0.1","rtype":"A"},\
      {"name":"_web._tcp.marathon.slave.mesos.","host":"web-pkco7-s0.marathon.slave.mesos.:31000",\
      "rtype":"SRV"},\
      {"name":"_web._udp.marathon.slave.mesos.","host":"web-pkco7-s0.marathon.slave.mesos.:31000",\
      "rtype":"SRV"},\
      {"name":"_web._tcp.marathon.mesos.","host":"web-pkco7-s0.marathon.slave.mesos.:31000",\
      "rtype":"SRV"},\
      {"name":"_web._udp.marathon.mesos.","host":"web-pkco7-s0.marathon.slave.mesos.:31000",\
      "rtype":"SRV"}]}],"name":"marathon"}]}""";

  @TempDir private Path folder;

  @Test
  void itsFileIsTakenAsItIsAndTheApiIsTheSame() throws Exception {
    int dnsPort = HeraldProcess.freePort();
    int apiPort = HeraldProcess.freePort();
    Path log = folder.resolve("log");
    try (ScriptedCluster cluster = cluster()) {
      Map<String, String> words =
          Map.of(
              "MASTER", String.valueOf(cluster.masterAddress().port()),
              "DNS", String.valueOf(dnsPort),
              "API", String.valueOf(apiPort),
              "FOLDER", folder.toRealPath().toString());
      Path file = Files.writeString(folder.resolve("config.json"), filled(CONFIG, words));
      Process dns =
          HeraldProcess.start(folder.toRealPath(), log, Map.of(), "dns", "-config", "config.json");
      try {
        await()
            .atMost(PATIENCE)
            .until(() -> HeraldProcess.get(apiPort, "/ready").contains("\"ready\" : true"));
        assertThat(json(apiPort, "/v1/version")).isEqualTo(VERSION);
        assertThat(
                json(apiPort, "/v1/config").replaceFirst("SOASerial\":\\d+", "SOASerial\":SERIAL"))
            .isEqualTo(filled(CONFIG_VIEW, words));
        assertThat(json(apiPort, "/v1/hosts/Web.Marathon.Mesos")).isEqualTo(HOSTS);
        assertThat(json(apiPort, "/v1/hosts/no.mesos")).isEqualTo("[{\"host\":\"\",\"ip\":\"\"}]");
        assertThat(json(apiPort, "/v1/services/_web._tcp.marathon.mesos")).isEqualTo(SERVICES);
        assertThat(json(apiPort, "/v1/services/_no._tcp.marathon.mesos"))
            .isEqualTo("[{\"service\":\"\",\"host\":\"\",\"ip\":\"\",\"port\":\"\"}]");
        assertThat(json(apiPort, "/v1/enumerate")).isEqualTo(ENUMERATE);
        JsonNode axfr = JSON.readTree(HeraldProcess.get(apiPort, "/v1/axfr"));
        assertThat(axfr.at("/Records/SRVs/_leader._tcp.mesos.").toString())
            .isEqualTo("[\"leader.mesos.:" + words.get("MASTER") + "\"]");
        assertThat(answer(dnsPort, "web.marathon.mesos")).isEqualTo("10.1.0.1\n");
        assertPlainText(apiPort, "GET", "/v1/nothing", 404, "404: Page Not Found");
        assertPlainText(apiPort, "POST", "/v1/version", 405, "405: Method Not Allowed");
      } finally {
        dns.destroy();
        assertThat(dns.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      }
      assertThat(Files.readString(log))
          .contains(file.getFileName() + ": \"ns\"")
          .doesNotContain("hunter2", "Exception");
    }
  }

  /** Without spaces; the keys stay in their order. */
  private static String json(int port, String path) throws Exception {
    return JSON.readTree(HeraldProcess.get(port, path)).toString();
  }

  private static String filled(String text, Map<String, String> words) {
    String filled = text;
    for (Map.Entry<String, String> word : words.entrySet()) {
      filled = filled.replaceAll("\\b" + word.getKey() + "\\b", word.getValue());
    }
    return filled;
  }

  private static String answer(int port, String name) throws Exception {
    Process dig =
        new ProcessBuilder("dig", "@127.0.0.1", "-p", String.valueOf(port), "+short", name)
            .redirectErrorStream(true)
            .start();
    return new String(dig.getInputStream().readAllBytes(), UTF_8);
  }

  private static void assertPlainText(int port, String method, String path, int status, String text)
      throws Exception {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    connection.setRequestMethod(method);
    assertThat(connection.getResponseCode()).isEqualTo(status);
    assertThat(new String(connection.getErrorStream().readAllBytes(), UTF_8)).isEqualTo(text);
  }

  /** One framework of the HTTP API with one task, on an agent, with a port of it. */
  private ScriptedCluster cluster() throws Exception {
    FrameworkID framework = FrameworkID.newBuilder().setValue("c-0000").build();
    AgentID agent = AgentID.newBuilder().setValue("c-S0").build();
    TaskID id = TaskID.newBuilder().setValue("web.0b1c").build();
    Value.Ranges port =
        Value.Ranges.newBuilder()
            .addRange(Value.Range.newBuilder().setBegin(31000).setEnd(31000))
            .build();
    return ScriptedCluster.start(
        MiniMesosOptions.in(folder.resolve("mesos")),
        List.of(
            new ScriptedCluster.Framework(
                FrameworkInfo.newBuilder()
                    .setUser("nobody")
                    .setName("marathon")
                    .setId(framework)
                    .build(),
                Optional.empty())),
        List.of(
            new ScriptedCluster.Agent(
                AgentInfo.newBuilder().setId(agent).setHostname("agent-0").build(),
                "slave(1)@10.1.0.1:5051")),
        List.of(
            Task.newBuilder()
                .setName("web")
                .setTaskId(id)
                .setFrameworkId(framework)
                .setAgentId(agent)
                .setState(TaskState.TASK_RUNNING)
                .addResources(
                    Resource.newBuilder()
                        .setName("ports")
                        .setType(Value.Type.RANGES)
                        .setRanges(port))
                .addStatuses(
                    TaskStatus.newBuilder()
                        .setTaskId(id)
                        .setState(TaskState.TASK_RUNNING)
                        .setTimestamp(1.5e9))
                .build()));
  }
}
