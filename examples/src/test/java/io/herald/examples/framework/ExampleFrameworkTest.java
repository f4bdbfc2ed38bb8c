package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.Announce;
import io.herald.jobs.Job;
import io.herald.jobs.Lifecycle;
import io.herald.jobs.PortRequest;
import io.herald.scheduler.DiscoveryOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The framework at a cluster with real executors and real processes. */
@Timeout(900)
class ExampleFrameworkTest extends FrameworkStory {

  @Test
  void instancesRunAreReplacedWhenKilledAndEndWithTheFramework() throws Exception {
    Map<Integer, String> first;
    Map<Integer, String> second;
    try (ExampleFramework framework = framework(OnExit.TEARDOWN, false)) {
      framework.start();
      first = awaitBoth();
      assertThat(state.running().values()).noneMatch(task -> task.has("discovery"));
      assertThat(state.running().values())
          .extracting(task -> task.path("slave_id").asText())
          .as("spread over the agents")
          .doesNotHaveDuplicates();

      processes.kill(first.get(0));

      eventually().until(() -> state.runningIds().size() == 2 && !state.runningIds().equals(first));
      second = state.runningIds();
      assertThat(second.get(1)).isEqualTo(first.get(1));
      assertThat(second.get(0)).isNotEqualTo(first.get(0));
    }

    eventually().until(() -> state.frameworks() == 0);
    for (String task : second.values()) {
      eventually().until(() -> !processes.alive(task));
    }
  }

  @Test
  void withTheFlagEachTaskHasItsDiscoveryInfo() throws Exception {
    try (ExampleFramework framework = framework(OnExit.TEARDOWN, true)) {
      framework.start();
      awaitBoth();

      for (JsonNode task : state.running().values()) {
        JsonNode discovery = task.path("discovery");
        assertThat(discovery.path("name").asText()).isEqualTo("sleeper.test.vagrant");
        Set<String> ports = new TreeSet<>();
        for (JsonNode port : discovery.path("ports").path("ports")) {
          ports.add(port.path("name").asText() + " " + port.path("protocol").asText());
        }
        assertThat(ports).containsExactly("aurora TCP", "http TCP");
      }
    }
  }

  @Test
  void aMastersFailoverChangesNoTaskAndTheFrameworkGoesOn() throws Exception {
    try (ExampleFramework framework = framework(OnExit.TEARDOWN, false)) {
      framework.start();
      Map<Integer, String> before = awaitBoth();

      mesos.failOver();

      eventually().until(() -> state.runningIds().equals(before));
      processes.kill(before.get(1));
      eventually()
          .until(() -> state.runningIds().size() == 2 && !state.runningIds().equals(before));
      assertThat(state.runningIds().get(0)).isEqualTo(before.get(0));
      assertThat(state.frameworks()).isEqualTo(1);
    }
  }

  @Test
  void aFrameworkThatDetachedFindsItsTasksAgain() throws Exception {
    Map<Integer, String> before;
    try (ExampleFramework framework = framework(OnExit.DETACH, false)) {
      framework.start();
      before = awaitBoth();
    }
    assertThat(before.values()).allMatch(processes::alive);

    try (ExampleFramework framework = framework(OnExit.TEARDOWN, false)) {
      framework.start();
      processes.kill(before.get(0));

      eventually()
          .until(() -> state.runningIds().size() == 2 && !state.runningIds().equals(before));
      assertThat(state.runningIds().get(1)).isEqualTo(before.get(1));
      assertThat(state.frameworks()).isEqualTo(1);
    }
  }

  private ExampleFramework framework(OnExit onExit, boolean populateDiscoveryInfo) {
    DiscoveryOptions discovery =
        DiscoveryOptions.builder().populateDiscoveryInfo(populateDiscoveryInfo).build();
    Job job =
        Job.builder(KEY, TaskProcesses.SLEEP)
            .instances(2)
            .ports(List.of(PortRequest.tcp("http")))
            .lifecycle(new Lifecycle(Duration.ZERO, Duration.ofSeconds(1)))
            .announce(Announce.of("http", Announce.defaultPortmap("http")))
            .build();
    return framework(onExit, discovery, job);
  }

  private Map<Integer, String> awaitBoth() throws Exception {
    eventually().until(() -> state.runningIds().keySet().equals(Set.of(0, 1)));
    Map<Integer, String> ids = state.runningIds();
    eventually().until(() -> ids.values().stream().allMatch(processes::alive));
    return ids;
  }
}
