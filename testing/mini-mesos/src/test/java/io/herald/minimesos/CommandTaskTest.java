package io.herald.minimesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Command tasks: real processes, in a sandbox, in a group that is killed with them. */
class CommandTaskTest {

  private static final String INFO = "{'user':'nobody','name':'test','checkpoint':true}";

  @TempDir private Path folder;
  private MiniMesos mesos;
  private TestFramework framework;

  @BeforeEach
  void start() throws Exception {
    mesos = MiniMesos.start(MiniMesosOptions.in(folder));
    framework = TestFramework.subscribe(mesos.masterAddress().port(), INFO);
  }

  @AfterEach
  void stop() throws Exception {
    mesos.close();
    framework.close();
  }

  private JsonNode offer() {
    return framework.awaitOffer(0, mesos.agents().get(0).id());
  }

  @Test
  void aCommandThatEndsWellIsFinished() throws Exception {
    JsonNode offer = offer();
    framework.launch(offer, TestFramework.commandTask("ok", offer, "echo hello; echo no >&2"));

    JsonNode status = framework.awaitState("ok", "TASK_FINISHED");

    assertThat(framework.states("ok"))
        .containsExactly("TASK_STARTING", "TASK_RUNNING", "TASK_FINISHED");
    assertThat(status.path("message").asText()).isEqualTo("Command exited with status 0");
    assertThat(sandbox("ok").resolve("stdout")).hasContent("hello");
    assertThat(sandbox("ok").resolve("stderr")).hasContent("no");
  }

  @Test
  void aCommandThatFailsIsFailedWithItsStatus() throws Exception {
    JsonNode offer = offer();
    framework.launch(offer, TestFramework.commandTask("bad", offer, "exit 3"));

    assertThat(framework.awaitState("bad", "TASK_FAILED").path("message").asText())
        .isEqualTo("Command exited with status 3");
  }

  @Test
  void aKilledTaskTakesItsChildrenWithIt() throws Exception {
    JsonNode offer = offer();
    framework.launch(
        offer,
        TestFramework.commandTask(
            "family", offer, "sleep 1000 & echo $! > child; echo $$ > parent; wait"));
    framework.awaitState("family", "TASK_RUNNING");
    long child = pid("family", "child");
    long parent = pid("family", "parent");

    framework.call("{'type':'KILL','kill':{'task_id':{'value':'family'}}}");

    assertThat(framework.awaitState("family", "TASK_KILLED").path("message").asText())
        .isEqualTo("Command terminated with signal Terminated");
    await().until(() -> !alive(child) && !alive(parent));
  }

  @Test
  void aTaskThatIgnoresSigtermIsKilledAfterItsGracePeriod() throws Exception {
    JsonNode offer = offer();
    framework.launch(
        offer,
        TestFramework.commandTask(
            "stubborn", offer, "trap '' TERM; echo $$ > parent; while :; do sleep 0.1; done"));
    framework.awaitState("stubborn", "TASK_RUNNING");
    long parent = pid("stubborn", "parent");

    framework.call(
        "{'type':'KILL','kill':{'task_id':{'value':'stubborn'},"
            + "'kill_policy':{'grace_period':{'nanoseconds':100000000}}}}");

    assertThat(framework.awaitState("stubborn", "TASK_KILLED").path("message").asText())
        .isEqualTo("Command terminated with signal Killed");
    await().until(() -> !alive(parent));
  }

  @Test
  void aTaskThatEndsLeavesNoChildBehind() throws Exception {
    JsonNode offer = offer();
    framework.launch(
        offer, TestFramework.commandTask("orphan", offer, "sleep 1000 & echo $! > child"));
    framework.awaitState("orphan", "TASK_FINISHED");

    long child = pid("orphan", "child");
    await().until(() -> !alive(child));
  }

  @Test
  void closeLeavesNoProcessBehind() throws Exception {
    JsonNode offer = offer();
    framework.launch(
        offer,
        TestFramework.commandTask(
            "a",
            offer,
            "setsid sh -c 'trap \"\" TERM; echo $$ > child; sleep 1000; sleep 1000' & wait"));
    framework.awaitState("a", "TASK_RUNNING");
    long child = pid("a", "child");

    mesos.close();

    await().until(() -> !alive(child));
  }

  private Path sandbox(String task) throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      Optional<Path> latest =
          all.filter(path -> path.endsWith(Path.of("executors", task, "runs", "latest")))
              .findFirst();
      return latest.orElseThrow().toRealPath();
    }
  }

  private long pid(String task, String file) throws Exception {
    Path path = sandbox(task).resolve(file);
    await().until(() -> Files.exists(path) && Files.readString(path).endsWith("\n"));
    return Long.parseLong(Files.readString(path).strip());
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
