package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.file.LaunchableFiles;
import io.herald.jobs.marathon.AppDefinition;
import io.herald.scheduler.DiscoveryOptions;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Apps of Marathon's at a cluster, with real processes that Mesos checks. */
@Timeout(900)
class MarathonAppTest extends FrameworkStory {

  /** Healthy as long as a file of the task's name and {@code .well} is there. */
  private AppDefinition app(int instances, String vhost) {
    return (AppDefinition)
        LaunchableFiles.parse(
            "sise.json",
            """
            {"id": "/sise", "instances": %d, "cpus": 0.1, "mem": 32,
             "cmd": "echo $$ > $PIDS/$MESOS_TASK_ID; touch $PIDS/$MESOS_TASK_ID.well; exec sleep 600",
             "labels": {"HAPROXY_GROUP": "external", "HAPROXY_0_VHOST": "%s"},
             "portDefinitions": [{"port": 10010, "labels": {"VIP_0": "/sise:80"}}],
             "healthChecks": [{
               "protocol": "COMMAND", "command": {"value": "test -e $PIDS/$MESOS_TASK_ID.well"},
               "delaySeconds": 0, "gracePeriodSeconds": 0, "intervalSeconds": 0.02,
               "timeoutSeconds": 60, "maxConsecutiveFailures": 1000000}]}
            """
                .formatted(instances, vhost));
  }

  private ExampleFramework marathon(AppDefinition app) {
    return FrameworkModule.framework(
        processes.options(mesos.masterUrl(), OnExit.TEARDOWN),
        DiscoveryOptions.builder().frameworkName("marathon").build(),
        List.of(app));
  }

  private Map<String, JsonNode> awaitHealthy(int number) {
    Map<String, JsonNode> tasks = new TreeMap<>();
    eventually()
        .until(
            () -> {
              tasks.clear();
              tasks.putAll(state.runningOf("sise"));
              return tasks.size() == number
                  && tasks.values().stream().allMatch(MarathonAppTest::isHealthy);
            });
    return tasks;
  }

  private static boolean isHealthy(JsonNode task) {
    JsonNode statuses = task.path("statuses");
    return statuses.path(statuses.size() - 1).path("healthy").asBoolean(false);
  }

  @Test
  void tasksAreAsMarathonMakesThemAndAreScaled() throws Exception {
    try (ExampleFramework framework = marathon(app(1, "sise.example.com"))) {
      framework.start();
      Map<String, JsonNode> one = awaitHealthy(1);
      JsonNode task = one.values().iterator().next();
      assertThat(task.path("id").asText())
          .matches("sise\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
      assertThat(task.path("executor_id").asText()).isEmpty();
      assertThat(task.path("labels").toString())
          .isEqualTo(
              "[{\"key\":\"HAPROXY_0_VHOST\",\"value\":\"sise.example.com\"},"
                  + "{\"key\":\"HAPROXY_GROUP\",\"value\":\"external\"}]");
      String number = task.at("/resources/ports").asText().replaceAll("\\[(\\d+)-.*", "$1");
      assertThat(task.path("discovery").toString())
          .isEqualTo(
              "{\"visibility\":\"FRAMEWORK\",\"name\":\"sise\",\"ports\":{\"ports\":[{\"number\":"
                  + number
                  + ",\"protocol\":\"tcp\",\"labels\":{\"labels\":[{\"key\":\"VIP_0\","
                  + "\"value\":\"/sise:80\"}]}}]}}");
      assertThat(task.at("/health_check/type").asText()).isEqualTo("COMMAND");

      framework.update(List.of(app(3, "sise.example.com")));
      Map<String, JsonNode> three = awaitHealthy(3);
      assertThat(three).containsKeys(one.keySet().toArray(new String[0]));

      framework.update(List.of(app(0, "sise.example.com")));
      eventually().until(() -> state.runningOf("sise").isEmpty());
      for (String id : three.keySet()) {
        eventually().until(() -> !processes.alive(id));
      }
    }
  }

  @Test
  void anotherVersionTakesThePlaceOfTheTasksOfBeforeOnceItIsHealthy() throws Exception {
    try (ExampleFramework framework = marathon(app(2, "old.example.com"))) {
      framework.start();
      Set<String> old = Set.copyOf(awaitHealthy(2).keySet());

      framework.update(List.of(app(2, "new.example.com")));

      eventually()
          .until(
              () -> {
                Map<String, JsonNode> running = state.runningOf("sise");
                assertThat(running.values().stream().filter(MarathonAppTest::isHealthy).count())
                    .as("healthy ones at any time")
                    .isGreaterThanOrEqualTo(2);
                return running.size() == 2 && running.keySet().stream().noneMatch(old::contains);
              });
      assertThat(state.runningOf("sise").values())
          .allMatch(task -> task.path("labels").toString().contains("new.example.com"));
      assertThat(lines)
          .contains(
              "jobs read again: /sise is changed: tasks of before go as the new ones are ready");
    }
  }

  @Test
  void anUnhealthyTaskIsReportedAndOneThatDiesIsReplaced() throws Exception {
    try (ExampleFramework framework = marathon(app(1, "sise.example.com"))) {
      framework.start();
      String id = awaitHealthy(1).keySet().iterator().next();

      Files.delete(folder.resolve(id + ".well"));
      eventually().until(() -> !isHealthy(state.runningOf("sise").get(id)));

      processes.kill(id);
      eventually().until(() -> !state.runningOf("sise").containsKey(id));
      awaitHealthy(1);
    }
  }

  /** A restart finds the tasks of an app by their ids, whichever instance had them. */
  @Test
  void aRestartFindsTheTasksOfAnApp() throws Exception {
    Map<String, JsonNode> before;
    try (ExampleFramework framework =
        FrameworkModule.framework(
            processes.options(mesos.masterUrl(), OnExit.DETACH),
            DiscoveryOptions.builder().frameworkName("marathon").build(),
            List.of(app(2, "sise.example.com")))) {
      framework.start();
      before = awaitHealthy(2);
    }
    try (ExampleFramework framework = marathon(app(3, "sise.example.com"))) {
      framework.start();
      Map<String, JsonNode> after = awaitHealthy(3);
      assertThat(after).containsKeys(before.keySet().toArray(new String[0]));
      await().until(() -> lines.stream().anyMatch(line -> line.contains("of 3 instances run")));
    }
  }
}
