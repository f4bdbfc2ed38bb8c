package io.herald.dns.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.ScriptedCluster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A master that has no event stream and is polled, and one that is followed by its stream, make the
 * same zone of the same tasks: the whole of /v1/axfr and /v1/enumerate.
 */
class PolledAndStreamedTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int TASKS = 400;

  @TempDir private Path folder;

  /** Tasks that run, of schedulers that speak to the master. */
  @Test
  void haveTheSameZone() throws Exception {
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder).withAgents(2));
        StateOnlyMaster polled = new StateOnlyMaster()) {
      // Its scheduler goes and leaves its offers to the next one, its task runs on.
      try (OneTaskFramework marathon = new OneTaskFramework(mesos.masterUrl(), "marathon")) {
        marathon.launch("web.1", "Web_App", "");
      }
      haveTheSameZone(mesos, polled);
    }
  }

  private static void haveTheSameZone(MiniMesos mesos, StateOnlyMaster polled) throws Exception {
    String master = mesos.masterAddress().toString();
    try (OneTaskFramework aurora = new OneTaskFramework(mesos.masterUrl(), "Twitter Scheduler_1")) {
      aurora.launch("www-prod-hello-0", "www/prod/hello", "hello.prod.www");
      polled.says(stateAs(master, polled));
      try (DnsService streaming = started(master, Map.of());
          DnsService polling = started(polled.address(), Map.of())) {
        awaitSame(streaming, master, polling, polled);
        assertThat(get(polling, "/v1/axfr"))
            .contains("hello-prod-www.twitterscheduler-1.mesos.", "_web-app._tcp.marathon.mesos.");

        aurora.kill("www-prod-hello-0");
        polled.says(stateAs(master, polled));
        await()
            .until(() -> !get(polling, "/v1/axfr").contains("hello-prod-www.twitterscheduler-1"));
        awaitSame(streaming, master, polling, polled);
      }
    }
  }

  /** Hundreds of tasks of every kind, told to both masters; then some of them change. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "by network mode | '' | 20150903",
        "as Mesos-DNS    | netinfo,mesos,docker,host | 20160914",
      })
  void haveTheSameZoneOfAGeneratedCluster(String rule, String sources, long seed) throws Exception {
    GeneratedState state = new GeneratedState(TASKS, seed);
    Map<String, String> options =
        sources.isEmpty()
            ? Map.of("rfc2782-names", "true")
            : Map.of("ip-sources", sources, "enforce-rfc952", "true", "unhealthy-tasks", "true");
    try (ScriptedCluster told =
            ScriptedCluster.start(
                MiniMesosOptions.in(folder), state.frameworks(), state.agents(), state.tasks());
        StateOnlyMaster polled = new StateOnlyMaster()) {
      String master = told.masterAddress().toString();
      polled.says(
          StateDocument.of(polled.address(), state.frameworks(), state.agents(), state.tasks()));
      try (DnsService streaming = started(master, options);
          DnsService polling = started(polled.address(), options)) {
        awaitSame(streaming, master, polling, polled);
        int before = recordCount(polling);
        assertThat(before).as("records, seed %d", seed).isGreaterThan(4 * TASKS);

        List<Task> left = changed(told, state);
        polled.says(
            StateDocument.of(
                polled.address(),
                state.frameworks(),
                state.agents().subList(1, state.agents().size()),
                left));
        await().until(() -> recordCount(polling) != before);
        awaitSame(streaming, master, polling, polled);
      }
    }
  }

  /**
   * The first agent is lost; of the others' tasks some end, some change their health.
   *
   * @return the tasks as they are then
   */
  private static List<Task> changed(ScriptedCluster told, GeneratedState state) {
    String lost = state.agents().get(0).info().getId().getValue();
    told.unreachable(lost);
    List<Task> left = new ArrayList<>();
    for (Task task : state.tasks()) {
      boolean there = !task.getAgentId().getValue().equals(lost);
      boolean runs = task.getState() == TaskState.TASK_RUNNING;
      TaskStatus.Builder status =
          task.getStatuses(task.getStatusesCount() - 1).toBuilder()
              .setTimestamp(1.6e9)
              .setUuid(ByteString.copyFromUtf8(task.getTaskId().getValue() + " changed"));
      if (there && runs && left.size() % 7 == 0) {
        told.end(task, status.setState(TaskState.TASK_FAILED).build());
        left.add(task.toBuilder().setState(TaskState.TASK_FAILED).addStatuses(status).build());
      } else if (there && runs && left.size() % 3 == 0) {
        status.setHealthy(!status.getHealthy());
        told.update(task, status.build());
        left.add(task.toBuilder().addStatuses(status).build());
      } else {
        left.add(task);
      }
    }
    return left;
  }

  private static void awaitSame(
      DnsService streaming, String streamed, DnsService polling, StateOnlyMaster polled)
      throws Exception {
    await()
        .untilAsserted(
            () -> {
              assertThat(get(streaming, "/ready")).contains("\"ready\" : true");
              assertThat(get(polling, "/ready")).contains("\"ready\" : true");
              assertThat(records(polling, polled.address()))
                  .isEqualTo(records(streaming, streamed));
              assertThat(tasks(polling)).isEqualTo(tasks(streaming));
            });
    assertThat(get(streaming, "/ready")).contains("\"following\" : \"stream\"");
    assertThat(get(polling, "/ready")).contains("\"following\" : \"poll\"");
  }

  /** Every record; the master's own port, which alone differs, as a word. */
  private static Set<String> records(DnsService dns, String master) throws Exception {
    String port = master.substring(master.lastIndexOf(':'));
    JsonNode records = JSON.readTree(get(dns, "/v1/axfr")).get("Records");
    assertThat(records.at("/As/leader.mesos.")).isNotEmpty();
    Set<String> all = new TreeSet<>();
    records
        .properties()
        .forEach(
            type ->
                type.getValue()
                    .properties()
                    .forEach(
                        name ->
                            name.getValue()
                                .forEach(
                                    value ->
                                        all.add(
                                            name.getKey()
                                                + " "
                                                + type.getKey()
                                                + " "
                                                + value
                                                    .asText()
                                                    .replaceAll(port + "$", ":MASTER")))));
    return all;
  }

  private static int recordCount(DnsService dns) throws Exception {
    return records(dns, "none:none").size();
  }

  /** The records of each framework's tasks, by its name; their order is that of the master. */
  private static Map<String, Set<String>> tasks(DnsService dns) throws Exception {
    Map<String, Set<String>> frameworks = new HashMap<>();
    for (JsonNode framework : JSON.readTree(get(dns, "/v1/enumerate")).get("frameworks")) {
      Set<String> listed =
          frameworks.computeIfAbsent(framework.get("name").asText(), name -> new TreeSet<>());
      for (JsonNode task : framework.get("tasks")) {
        listed.add("task " + task.get("id").asText() + " " + task.get("name").asText());
        task.get("records").forEach(record -> listed.add(record.toString()));
      }
    }
    return frameworks;
  }

  /** What a master says at /state, as if the other one said it. */
  private static byte[] stateAs(String master, StateOnlyMaster other) throws Exception {
    String ours = master.substring(master.lastIndexOf(':'));
    String theirs = other.address().substring(other.address().lastIndexOf(':'));
    String state = send(URI.create("http://" + master + "/state"));
    return state.replace(ours + "\"", theirs + "\"").getBytes(UTF_8);
  }

  private static DnsService started(String master, Map<String, String> more) throws Exception {
    Map<String, String> options = new HashMap<>(more);
    options.putAll(
        Map.of(
            "masters", master,
            "refresh-seconds", "1",
            "listener", "127.0.0.1",
            "port", "0",
            "http-listener", "127.0.0.1",
            "http-port", "0"));
    DnsService dns = new DnsService(new DnsConfigReader().options(options).read());
    dns.start();
    return dns;
  }

  private static String get(DnsService dns, String path) throws Exception {
    int port = dns.httpAddress().orElseThrow().getPort();
    return send(URI.create("http://127.0.0.1:" + port + path));
  }

  private static String send(URI uri) throws Exception {
    // Java 17's client can lose its place in a long answer that it upgrades to HTTP/2 meanwhile.
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
