package io.herald.balancer.web;

import static io.herald.balancer.web.WebTasks.ALL;
import static io.herald.balancer.web.WebTasks.app;
import static io.herald.balancer.web.WebTasks.only;
import static io.herald.balancer.web.WebTasks.port;
import static io.herald.balancer.web.WebTasks.services;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an app is called, by the ids of its tasks. */
final class AppIdTest {

  @ParameterizedTest(name = "H18: {0} is {1}")
  @CsvSource({
    "a_b.1417e3b9-819c-11e6-8b52-26ceb6df775b, /a/b",
    "a_b.instance-1417e3b9-819c-11e6-8b52-26ceb6df775b._app.1, /a/b",
    "a_b.marathon-1417e3b9-819c-11e6-8b52-26ceb6df775b, /a/b",
    "role-env-job-0-1417e3b9, /role/env/job",
  })
  void theAppIsToldFromTheTask(String taskId, String app) {
    Instance sample = app("/job").task("10.0.0.1", port(1, "a")).instances().get(0);
    Task task = sample.task();
    Task renamed =
        new Task(
            task.frameworkId(),
            taskId,
            task.name(),
            task.agentId(),
            task.state(),
            task.running(),
            task.ports(),
            Optional.of(
                new Discovery("job.env.role", "", "", "", "", List.of(port(1, "a")), Map.of())),
            task.labels(),
            task.network(),
            false);
    assertThat(AppId.of(renamed)).isEqualTo(app);
  }

  @Test
  void anAppsIdHasNothingThatMeansSomethingInCommandsAndFiles() {
    for (String id : List.of("/a; shutdown b\n", "/a__shutdown b ")) {
      WebTasks tasks =
          app(id).labels("0_PORT", "1", "0_MODE", "http").task("10.0.0.1", port(1, "a"));
      assertThat(only(services(ALL, tasks)).app()).matches("/a[_/]+shutdown_b_");
      assertThat(only(services(ALL, tasks)).name()).matches("[a-z_]+_1");
    }
    WebTasks group =
        app("/a")
            .labels("0_PORT", "1", "DEPLOYMENT_GROUP", "b; c\n")
            .task("10.0.0.1", port(1, "a"));
    assertThat(only(services(ALL, group)).app()).isEqualTo("/b__c");
  }

  @Test
  void h18TheNameOfAnAppInAFolder() {
    WebTasks tasks =
        app("/a/b").labels("0_PORT", "10010", "0_MODE", "http").task("10.0.0.1", port(1, "a"));
    WebService service = only(services(ALL, tasks));
    assertThat(service.name()).isEqualTo("a_b_10010");
    assertThat(service.app()).isEqualTo("/a/b");
    assertThat(service.byApp()).isTrue();
  }
}
