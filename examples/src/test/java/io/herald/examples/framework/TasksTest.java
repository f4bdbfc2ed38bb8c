package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.inject.Guice;
import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.Announce;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.PortRequest;
import io.herald.jobs.Resources;
import io.herald.jobs.handoff.Handoff;
import io.herald.scheduler.DiscoveryMode;
import io.herald.scheduler.DiscoveryOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Labels;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TasksTest {

  private static final JobKey KEY = new JobKey("devcluster", "vagrant", "test", "hello");
  private static final Job JOB =
      Job.builder(KEY, "serve {{mesos.hostname}}")
          .ports(List.of(PortRequest.tcp("http")))
          .announce(Announce.of("http", Map.of("aurora", "http")))
          .metadata(Map.of("key", "value"))
          .tier("preferred")
          .build();
  private static final String TASK_ID = TaskIds.newTaskId(KEY, 1);

  static Stream<Arguments> discovery() {
    DiscoveryOptions off = DiscoveryOptions.defaults();
    DiscoveryOptions on = DiscoveryOptions.builder().populateDiscoveryInfo(true).build();
    DiscoveryOptions aurora =
        DiscoveryOptions.builder().populateDiscoveryInfo(true).mode(DiscoveryMode.AURORA).build();
    return Stream.of(
        arguments("the flag is off", off, false, Map.of()),
        arguments("it is on", on, true, Map.of("http", 31005, "aurora", 31005)),
        arguments("it is on, as Aurora", aurora, true, Map.of("http", 31005)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("discovery")
  void discoveryInfoComesThroughTheModuleAlone(
      String what, DiscoveryOptions options, boolean there, Map<String, Integer> ports) {
    TaskInfo task = task(options);

    assertThat(task.hasDiscovery()).isEqualTo(there);
    Map<String, Integer> found = new TreeMap<>();
    task.getDiscovery()
        .getPorts()
        .getPortsList()
        .forEach(port -> found.put(port.getName(), port.getNumber()));
    assertThat(found).isEqualTo(new TreeMap<>(ports));
  }

  @Test
  void d8_theTaskSaysWhatAurorasWould() {
    TaskInfo task =
        task(
            DiscoveryOptions.builder()
                .populateDiscoveryInfo(true)
                .mode(DiscoveryMode.AURORA)
                .build());

    assertThat(task.getName()).isEqualTo("vagrant/test/hello");
    assertThat(task.getTaskId().getValue()).startsWith("vagrant-test-hello-1-");
    assertThat(labels(task.getLabels()))
        .isEqualTo(
            Map.of(
                "org.apache.aurora.tier", "preferred",
                "org.apache.aurora.metadata.key", "value"));
    assertThat(labels(task.getExecutor().getLabels()))
        .isEqualTo(Map.of("source", "vagrant.test.hello.1"));
    assertThat(task.getDiscovery().hasLabels()).isFalse();
  }

  @Test
  void theExecutorIsHandedTheInstance() {
    TaskInfo task = task(DiscoveryOptions.defaults());

    assertThat(Handoff.read(task.getData()))
        .isEqualTo(Handoff.of(JOB, 1, TASK_ID, "agent1.example", Map.of("http", 31005)));
    assertThat(task.getExecutor().getCommand().getValue()).isEqualTo("herald executor");
  }

  @Test
  void theTaskTakesItsPortsAndWhatTheJobAsksFor() {
    Map<String, String> taken = new TreeMap<>();
    for (Resource resource : task(DiscoveryOptions.defaults()).getResourcesList()) {
      taken.put(
          resource.getName(),
          resource.hasScalar()
              ? Double.toString(resource.getScalar().getValue())
              : resource.getRanges().getRange(0).getBegin()
                  + "-"
                  + resource.getRanges().getRange(0).getEnd());
    }

    assertThat(taken)
        .isEqualTo(Map.of("cpus", "0.1", "mem", "64.0", "disk", "64.0", "ports", "31005-31005"));
  }

  @Test
  void theExecutorGetsTheResourcesAndTheEnvironmentThatAreTold() {
    ExecutorInfo usual = task(DiscoveryOptions.defaults()).getExecutor();
    ExecutorInfo told =
        task(
                DiscoveryOptions.defaults(),
                Map.of("ZONE", "b", "JAVA_HOME", "/opt/java"),
                new Resources(0.25, 128L << 20, 20L << 20))
            .getExecutor();

    assertThat(scalars(usual)).isEqualTo(Map.of("cpus", 0.1, "mem", 64.0));
    assertThat(usual.getCommand().getEnvironment().getVariablesCount()).isZero();
    assertThat(scalars(told)).isEqualTo(Map.of("cpus", 0.25, "mem", 128.0, "disk", 20.0));
    assertThat(told.getCommand().getEnvironment().getVariablesList())
        .extracting(variable -> variable.getName() + "=" + variable.getValue())
        .containsExactlyInAnyOrder("ZONE=b", "JAVA_HOME=/opt/java");
  }

  private static Map<String, Double> scalars(ExecutorInfo executor) {
    Map<String, Double> scalars = new TreeMap<>();
    executor
        .getResourcesList()
        .forEach(resource -> scalars.put(resource.getName(), resource.getScalar().getValue()));
    return scalars;
  }

  private static TaskInfo task(DiscoveryOptions discovery) {
    return task(discovery, Map.of(), FrameworkOptions.DEFAULT_EXECUTOR);
  }

  private static TaskInfo task(
      DiscoveryOptions discovery, Map<String, String> environment, Resources executor) {
    FrameworkOptions options =
        new FrameworkOptions(
            "127.0.0.1:5050",
            "nobody",
            "*",
            Optional.empty(),
            Duration.ZERO,
            Optional.empty(),
            "herald executor",
            environment,
            OnExit.TEARDOWN,
            executor);
    Tasks tasks =
        Guice.createInjector(new FrameworkModule(options, discovery, List.of(JOB)))
            .getInstance(Tasks.class);
    Offer offer =
        Offer.newBuilder()
            .setId(OfferID.newBuilder().setValue("o"))
            .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
            .setAgentId(AgentID.newBuilder().setValue("a"))
            .setHostname("agent1.example")
            .build();
    return tasks.of(
        new JobInstance(JOB, 1), TASK_ID, offer.getFrameworkId(), offer, Map.of("http", 31005));
  }

  private static Map<String, String> labels(Labels labels) {
    Map<String, String> found = new TreeMap<>();
    labels.getLabelsList().forEach(label -> found.put(label.getKey(), label.getValue()));
    return found;
  }
}
