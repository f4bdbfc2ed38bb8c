package io.herald.executor.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.herald.certificates.PemFiles;
import io.herald.executor.announce.ServerSetAnnouncers;
import io.herald.executor.options.ExecutorOptions;
import io.herald.mesos.client.Connection;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.credentials.PrincipalAndSecret;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.MiniMesosSecurity;
import io.herald.minimesos.http.ServerTls;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.tls.PemFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.HealthCheck;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks of a real framework on an agent that knows nothing of Herald, announced by their labels.
 */
class AgentAnnouncerTest {

  private static final String SET = "/aurora/marathon/prod/shop";
  private static final String FOREVER = "while :; do sleep 0.1; done";

  @TempDir Path folder;
  private MiniZooKeeper server;
  private ZooKeeper reader;
  private MiniMesos mesos;
  private LabelledTasks tasks;
  private ServerSetAnnouncers announcers;
  private AgentAnnouncer announcer;
  private final Map<String, String> problems = new ConcurrentHashMap<>();

  @BeforeEach
  void start() throws Exception {
    server = MiniZooKeeper.start(folder.resolve("zookeeper"), 0);
    reader = new ZooKeeper(server.connectString(), 30_000, event -> {});
  }

  /** The agent of a cluster without security, and a framework that can launch tasks there. */
  private void follow() throws Exception {
    follow(MiniMesosSecurity.NONE, Connection.plain());
    tasks = new LabelledTasks(mesos, Connection.plain());
  }

  private void follow(MiniMesosSecurity security, Connection connection) throws Exception {
    mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")).withSecurity(security));
    ExecutorOptions options =
        ExecutorOptions.builder()
            .announcerEnsemble(server.connectString())
            .announcerHostname("host1")
            .earlyCheckInterval(Duration.ofMillis(20))
            .build();
    announcers = ServerSetAnnouncers.of(options, 2);
    announcer =
        AgentAnnouncer.start(
            new AgentOptions(
                URI.create(
                    (security.tls().isPresent() ? "https" : "http")
                        + "://127.0.0.1:"
                        + mesos.agents().get(0).port()
                        + "/"),
                connection,
                Duration.ofMillis(100),
                options),
            announcers,
            (framework, task, problem) -> note(task, problem));
  }

  private void note(String task, Optional<String> problem) {
    problem.ifPresentOrElse(what -> problems.put(task, what), () -> problems.remove(task));
  }

  @AfterEach
  void stop() throws Exception {
    if (announcer != null) {
      announcer.close();
      announcers.close();
    }
    if (tasks != null) {
      tasks.close();
    }
    if (mesos != null) {
      mesos.close();
    }
    reader.close();
    server.close();
  }

  @Test
  void aTaskIsAMemberWhileMesosFindsItHealthyAndLeavesAsSoonAsItIsBeingKilled() throws Exception {
    follow();
    Path well = folder.resolve("well");
    Path may = folder.resolve("may-end");
    tasks.launch(
        "shop.1",
        "trap 'while ! test -e " + may + "; do sleep 0.05; done; exit 0' TERM; " + FOREVER,
        "{primary_port: http, instance: 7}",
        task -> {
          task.setHealthCheck(check("test -e " + well));
          task.getKillPolicyBuilder().getGracePeriodBuilder().setNanoseconds(3_600_000_000_000L);
        });
    await().until(() -> value("herald_announce_tasks") == 1);
    assertThat(members()).isEmpty();

    Files.createFile(well);
    await().until(() -> members().size() == 1);
    String endpoint = "{\"host\":\"host1\",\"port\":31000}";
    assertThat(data(members().get(0)))
        .isEqualTo(
            "{\"serviceEndpoint\":%s,\"additionalEndpoints\":{\"aurora\":%s,\"http\":%s},"
                    .formatted(endpoint, endpoint, endpoint)
                + "\"status\":\"ALIVE\",\"shard\":7,\"metadata\":{\"agent\":\"localhost:"
                + mesos.agents().get(0).port()
                + "\",\"framework\":\""
                + tasks.framework()
                + "\",\"task\":\"shop.1\",\"team\":\"x\"}}");

    Files.delete(well);
    await().until(() -> members().isEmpty());
    Files.createFile(well);
    await().until(() -> members().size() == 1);

    tasks.kill("shop.1"); // It does not end before it may.
    await().until(() -> members().isEmpty());
    assertThat(value("herald_announce_tasks")).as("it is still there").isEqualTo(1);
    Files.createFile(may);
    await().until(() -> value("herald_announce_tasks") == 0);
  }

  @Test
  void whatEndsByItselfLeaves() throws Exception {
    follow();
    Path end = folder.resolve("end");
    tasks.launch("a", "while ! test -e " + end + "; do sleep 0.05; done", "", task -> {});
    await().until(() -> members().size() == 1);

    Files.createFile(end);

    await().until(() -> members().isEmpty());
  }

  @Test
  void anAgentThatIsAwayAndRecoversKeepsItsMembers() throws Exception {
    follow();
    String agent = mesos.agents().get(0).id();
    tasks.launch("a", FOREVER, "true", task -> {});
    await().until(() -> members().size() == 1);
    List<String> before = members();

    mesos.killAgent(agent);
    awaitFailedPolls(3);
    assertThat(members()).as("connections are refused").isEqualTo(before);
    mesos.startAgent(agent);
    awaitFailedPolls(3);
    assertThat(members()).as("the agent recovers").isEqualTo(before);
    mesos.recoverAgent(agent);
    await().until(() -> value("herald_announce_agent_up") == 1);
    double polls = value("herald_announce_agent_polls_total");
    await().until(() -> value("herald_announce_agent_polls_total") > polls + 2);

    assertThat(members()).isEqualTo(before);
  }

  @Test
  void onlyWhenItsExecutorsHaveGivenUpWaitingAreTheTasksOfAnAgentTakenForEnded() throws Exception {
    follow();
    String agent = mesos.agents().get(0).id();
    mesos.setRecoveryTimeout(agent, "1secs");
    mesos.killAgent(agent); // Its flags are read when it is back.
    awaitFailedPolls(1);
    mesos.startAgent(agent);
    mesos.recoverAgent(agent);
    await().until(() -> value("herald_announce_agent_up") == 1);
    tasks.launch("a", FOREVER, "true", task -> {});
    await().until(() -> members().size() == 1);

    mesos.killAgent(agent);
    await().until(() -> members().isEmpty());
    mesos.startAgent(agent);
    mesos.recoverAgent(agent);

    await().until(() -> members().size() == 1);
  }

  @Test
  void oneBadLabelCostsItsTaskAloneAndIsTold() throws Exception {
    follow();
    tasks.launch("bad", FOREVER, "{primary: http}", task -> {});
    tasks.launch("portless", FOREVER, "{primary_port: admin}", task -> {});
    tasks.launch("elsewhere", FOREVER, "{zk_path: /other}", task -> {});
    tasks.launch("not", FOREVER, "false", task -> {});
    tasks.launch("good", FOREVER, "true", task -> {});

    await().until(() -> members().size() == 1 && problems.size() == 3);
    assertThat(data(members().get(0))).contains("\"task\":\"good\"");
    assertThat(problems.get("bad"))
        .contains("io.herald.announce:1: primary: unknown field; known here: environment");
    assertThat(problems.get("portless"))
        .contains("announce.primary_port = \"admin\": the task has no such port; it has [http]");
    assertThat(problems.get("elsewhere")).contains("--announcer-allow-custom-serverset-path");
    assertThat(value("herald_announce_refused_tasks")).isEqualTo(3);

    tasks.kill("bad");
    await().until(() -> !problems.containsKey("bad"));
  }

  @Test
  void aLabelsOwnCheckIsRunFromHere() throws Exception {
    AtomicInteger status = new AtomicInteger(500);
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    web.start();
    try {
      follow();
      tasks.launch(
          "checked",
          FOREVER,
          "{health_check_config: {health_checker: {http: {port: http, expected_response: '',"
              + " expected_response_code: 200}}, initial_interval_secs: 0, interval_secs: 0.05,"
              + " timeout_secs: 60}}",
          task -> port(task, web.getAddress().getPort()));
      await().until(() -> value("herald_announce_tasks") == 1);
      for (int round = 0; round < 2; round++) {
        assertThat(members()).isEmpty();
        status.set(200);
        await().until(() -> members().size() == 1);
        status.set(500);
        await().until(() -> members().isEmpty());
      }
    } finally {
      web.stop(0);
    }
  }

  @Test
  void anAgentThatWantsALoginGetsIt() throws Exception {
    follow(
        MiniMesosSecurity.NONE.withLogins(Map.of("herald", "s")),
        Connection.plain().withCredentials(PrincipalAndSecret.of("herald", "s")));

    await().until(() -> value("herald_announce_agent_up") == 1);
  }

  @Test
  void anAgentThatSpeaksHttpsAndKnowsWhomItServesIsFollowed() throws Exception {
    PemFiles cluster = PemFiles.in(folder, "mesos");
    PemFiles ours = PemFiles.in(folder, "herald");
    Connection connection = secured(cluster, Optional.of(ours));
    follow(
        MiniMesosSecurity.NONE.withTls(
            ServerTls.of(cluster.certificate(), cluster.key()).requiring(ours.certificate())),
        connection);
    tasks = new LabelledTasks(mesos, connection);
    tasks.launch("a", FOREVER, "true", task -> {});

    await().until(() -> members().size() == 1);
  }

  @Test
  void anAgentWhoseCertificateIsNotTrustedIsNotAsked() throws Exception {
    PemFiles cluster = PemFiles.in(folder, "mesos");
    follow(
        MiniMesosSecurity.NONE.withTls(ServerTls.of(cluster.certificate(), cluster.key())),
        secured(PemFiles.in(folder, "another"), Optional.empty()));

    awaitFailedPolls(2);
    assertThat(value("herald_announce_agent_up")).isZero();
  }

  private static Connection secured(PemFiles authority, Optional<PemFiles> own) {
    MesosTls tls =
        new MesosTls(
            List.of(new PemFile("--ca-cert-file", authority.certificate().toString())),
            own.map(pem -> new PemFile("--cert-file", pem.certificate().toString())),
            own.map(pem -> new PemFile("--key-file", pem.key().toString())),
            MesosTls.Verification.NAME_OF_ADDRESS);
    return Connection.plain().withTls(tls.context());
  }

  @Test
  void anAgentThatRefusesIsThereSoItsTasksStayHoweverLong() throws Exception {
    follow(MiniMesosSecurity.NONE.withLogins(Map.of("herald", "s")), Connection.plain());

    awaitFailedPolls(2);
    assertThat(value("herald_announce_agent_up")).isZero();
  }

  private static void port(TaskInfo.Builder task, int number) {
    task.getDiscoveryBuilder().getPortsBuilder().getPortsBuilder(0).setNumber(number);
  }

  private static HealthCheck check(String command) {
    return HealthCheck.newBuilder()
        .setType(HealthCheck.Type.COMMAND)
        .setCommand(CommandInfo.newBuilder().setShell(true).setValue(command))
        .setDelaySeconds(0)
        .setIntervalSeconds(0.05)
        .setTimeoutSeconds(60)
        .setConsecutiveFailures(Integer.MAX_VALUE)
        .setGracePeriodSeconds(0)
        .build();
  }

  private void awaitFailedPolls(int more) {
    double now = value("herald_announce_agent_failed_polls_total");
    await().until(() -> value("herald_announce_agent_failed_polls_total") >= now + more);
  }

  private double value(String metric) {
    return announcer.metrics().stream()
        .filter(row -> row.name().equals(metric))
        .findFirst()
        .map(
            row ->
                row instanceof Metric.Gauge gauge
                    ? gauge.value().getAsDouble()
                    : ((Metric.Counter) row).value().getAsDouble())
        .orElseThrow();
  }

  private List<String> members() throws Exception {
    try {
      return reader.getChildren(SET, false);
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    }
  }

  private String data(String member) throws Exception {
    return new String(reader.getData(SET + "/" + member, false, null), UTF_8);
  }
}
