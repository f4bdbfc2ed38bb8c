package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** inspect reads what Aurora's own client and scheduler write of a job. */
class InspectAuroraTest {

  /** As Aurora's client writes it; without {@code instances} it is what a task carries. */
  private static final String JOB =
      """
      {"announce": {"portmap": {"alias": "http"}, "primary_port": "http"},
       "cluster": "west", "cron_collision_policy": "KILL_EXISTING", "enable_hooks": false,
       "environment": "prod", "executor_config": {"data": "", "name": "AuroraExecutor"},
       "health_check_config": {"health_checker": {"http": {"endpoint": "/health",
         "expected_response": "ok", "expected_response_code": 0}}, "initial_interval_secs": 10.0,
         "interval_secs": 1.0, "max_consecutive_failures": 0, "min_consecutive_successes": 1,
         "timeout_secs": 1.0},
       "lifecycle": {"http": {"graceful_shutdown_endpoint": "/quitquitquit", "port": "health",
         "shutdown_endpoint": "/abortabortabort"}},
       "max_task_failures": 1, "metadata": [], "name": "hello_world", "priority": 0,
       "production": false, "role": "john", "service": true, "contact": "john@example.org",
       "task": {"constraints": [], "finalization_wait": 30, "max_concurrency": 0,
         "max_failures": 1, "name": "main",
         "processes": [{"cmdline": "serve {{thermos.ports[http]}} {{thermos.ports[health]}}",
           "daemon": false, "ephemeral": false, "final": false, "max_failures": 1,
           "min_duration": 5, "name": "hello"}],
         "resources": {"cpu": 0.1, "disk": 67108864, "gpu": 0, "ram": 67108864}}}
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int inspect(Path file, String... flags) {
    CommandLine herald = Herald.commandLine(Map.of());
    herald.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> args = new ArrayList<>(List.of("inspect", file.toString()));
    args.addAll(List.of(flags));
    return herald.execute(FlagSpelling.canonical(args.toArray(String[]::new)));
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static ObjectNode job() throws IOException {
    return (ObjectNode) JSON.readTree(JOB);
  }

  private void showsTheJob(String firstLine, int http, int health) {
    assertThat(err.toString().lines())
        .allMatch(line -> line.startsWith("warning: herald scheduler does not take this file: "));
    assertThat(out.toString())
        .startsWith(firstLine + "\n")
        .contains(
            "  alias " + http + " TCP, another name of http\n",
            "  health " + health + " TCP, from the offer\n",
            "  http " + http + " TCP, from the offer\n",
            "\"name\" : \"hello_world.prod.john\"",
            "  /aurora/john/prod/hello_world\n",
            "\"serviceEndpoint\":{\"host\":\"agent.example\",\"port\":" + http + "}",
            "  A    hello_world.prod.john.twitterscheduler.mesos\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"job.json", "job", "job.txt"})
  void aJobsJsonThatOurSchedulerTakesTooIsShownWhateverItsFileIsCalled(String name)
      throws Exception {
    assertThat(inspect(file(name, JOB), "--populate-discovery-info")).as(err::toString).isZero();

    showsTheJob("west/john/prod/hello_world, instance 0 of 1", 31001, 31000);
    assertThat(out.toString()).contains("Numbers from 31000 on stand for those");
  }

  @Test
  void theInstancesThatInspectWriteJsonTellsAreCounted() throws Exception {
    ObjectNode job = job().put("instances", 3);
    job.putObject("update_config").put("batch_size", 1);
    Path file = file("job.json", job.toString());

    assertThat(inspect(file, "--instance", "2", "--populate-discovery-info")).isZero();
    showsTheJob("west/john/prod/hello_world, instance 2 of 3", 31001, 31000);

    assertThat(inspect(file, "--instance", "3")).isEqualTo(2);
    assertThat(err.toString())
        .endsWith(
            "herald inspect: "
                + file
                + ": --instance = 3: the job has 3 instances; write 0 to 2\n");
  }

  @Test
  void olderClientsFieldsAreRead() throws Exception {
    ObjectNode job = job();
    job.remove(
        List.of(
            "cron_collision_policy",
            "enable_hooks",
            "executor_config",
            "priority",
            "production",
            "metadata"));
    ObjectNode health = job.putObject("health_check_config");
    health.put("endpoint", "/ok").put("expected_response", "yes").put("interval_secs", 10.0);

    assertThat(inspect(file("job.json", job.toString()), "--populate-discovery-info")).isZero();

    showsTheJob("west/john/prod/hello_world, instance 0", 31001, 31000);
  }

  @Test
  void aTaskThatIsBoundToItsInstanceIsNamedAfterItsTask() throws Exception {
    ObjectNode job = job().put("instance", 4);
    job.remove(List.of("cluster", "name"));
    ((ObjectNode) job.get("task")).put("name", "hello_world");

    assertThat(inspect(file("job.json", job.toString()), "--populate-discovery-info")).isZero();

    showsTheJob("john/prod/hello_world, instance 4", 31001, 31000);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAssignedTaskInJsonHasItsOwnPorts(boolean alone) throws Exception {
    ObjectNode assigned = JSON.createObjectNode();
    assigned.put("taskId", "1-john").put("slaveHost", "agent7").put("instanceId", 2);
    assigned.putObject("assignedPorts").put("http", 31337).put("health", 31338);
    ObjectNode config = assigned.putObject("task");
    config
        .putObject("job")
        .put("role", "john")
        .put("environment", "prod")
        .put("name", "hello_world");
    config.putObject("executorConfig").put("name", "AuroraExecutor").put("data", JOB);
    config.putArray("metadata");
    ObjectNode status = JSON.createObjectNode().put("job", "west/john/prod/hello_world");
    status.putArray("active").addObject().put("status", "RUNNING").set("assignedTask", assigned);
    String document =
        alone ? assigned.toString() : JSON.createArrayNode().add(status).toPrettyString();

    assertThat(inspect(file("tasks.json", document), "--populate-discovery-info"))
        .as(err::toString)
        .isZero();

    showsTheJob("west/john/prod/hello_world, instance 2", 31337, 31338);
    assertThat(out.toString()).doesNotContain("Numbers from 31000");
  }

  @Test
  void anAssignedTaskInThriftHasItsOwnPorts() throws Exception {
    Path file = folder.resolve("task.bin");
    Files.write(file, thrift());

    assertThat(inspect(file, "--populate-discovery-info")).as(err::toString).isZero();

    showsTheJob("west/john/prod/hello_world, instance 2", 31337, 31338);
  }

  /** AssignedTask in Thrift's binary protocol, field by field. */
  private static byte[] thrift() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream to = new DataOutputStream(bytes);
    text(to, 1, "1-john");
    text(to, 3, "agent7");
    field(to, 12, 4);
    field(to, 12, 25);
    text(to, 1, "AuroraExecutor");
    text(to, 2, JOB);
    to.writeByte(0);
    field(to, 12, 28);
    text(to, 1, "john");
    text(to, 2, "prod");
    text(to, 3, "hello_world");
    to.writeByte(0);
    to.writeByte(0);
    field(to, 13, 5);
    to.writeByte(11);
    to.writeByte(8);
    to.writeInt(2);
    raw(to, "http");
    to.writeInt(31337);
    raw(to, "health");
    to.writeInt(31338);
    field(to, 8, 6);
    to.writeInt(2);
    to.writeByte(0);
    return bytes.toByteArray();
  }

  private static void field(DataOutputStream to, int type, int id) throws IOException {
    to.writeByte(type);
    to.writeShort(id);
  }

  private static void text(DataOutputStream to, int id, String text) throws IOException {
    field(to, 11, id);
    raw(to, text);
  }

  private static void raw(DataOutputStream to, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    to.writeInt(bytes.length);
    to.write(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "hello.aurora, ''",
    "hello.aurora, x",
    "hello.py, 'jobs = [ job ]'",
    "h, 'p = Process(name = ''x'')'"
  })
  void aPystachioFileIsToldWithHowToGetJson(String name, String content) throws Exception {
    Path file = file(name, content);

    assertThat(inspect(file)).isEqualTo(2);

    assertThat(err.toString())
        .isEqualTo(
            "herald inspect: "
                + file
                + ": it is a configuration of Aurora's client (Pystachio, a Python program), which"
                + " only that client can run; let it write JSON, and give that: aurora job inspect"
                + " --write-json CLUSTER/ROLE/ENVIRONMENT/NAME "
                + name
                + " > job.json\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void whatOurExecutorWouldNotRunIsAWarning() throws Exception {
    ObjectNode job = job();
    ((ObjectNode) job.at("/task/processes/0")).put("daemon", true);

    assertThat(inspect(file("job.json", job.toString()))).isZero();

    assertThat(err.toString())
        .contains(
            "warning: herald executor refuses this task, which Aurora's own runs: the executor's"
                + " data: the process \"hello\" is a daemon");
  }

  @Test
  void whatIsDamagedIsToldWithTheFile() throws Exception {
    Path file = file("job.json", job().put("announce", 7).toString());
    assertThat(inspect(file)).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("herald inspect: " + file + ": the executor's data: announce: 7 stands where");

    Path cut = folder.resolve("cut.bin");
    byte[] whole = thrift();
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThat(inspect(cut)).isEqualTo(2);
    assertThat(err.toString())
        .contains(cut + ": the Thrift bytes of AssignedTask break off or are damaged");
  }

  @Test
  void aJobFileOfOursInJsonStaysStrict() throws Exception {
    Path file = file("job.json", "{\"cluster\": \"west\", \"task\": {}, \"nmae\": \"x\"}");
    assertThat(inspect(file)).isEqualTo(2);
    assertThat(err.toString()).contains("nmae").contains(file + ":1");
  }
}
