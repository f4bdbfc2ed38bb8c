package io.herald.benchmarks.scheduler;

import com.google.protobuf.ByteString;
import io.herald.jobs.Announce;
import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.PortRequest;
import io.herald.jobs.handoff.Handoff;
import io.herald.scheduler.DiscoveryInfoPopulator;
import io.herald.scheduler.DiscoveryMode;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.scheduler.DiscoveryStats;
import io.herald.scheduler.LaunchedTask;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.Labels;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Ports;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.Value;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Time and allocation of giving one TaskInfo its DiscoveryInfo, for a job with three ports, an
 * alias, a health check, labels. {@link #theSameByHand} is the floor: the message alone, all of it
 * known beforehand.
 *
 * <p>{@code benchmarks/decorating-a-task.sh} runs it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
public class DecoratingATask {

  private static final String AURORA =
      """
      {"announce": {"portmap": {"www": "http"}, "primary_port": "http"},
       "cluster": "west", "cron_collision_policy": "KILL_EXISTING", "enable_hooks": false,
       "environment": "prod", "executor_config": {"data": "", "name": "AuroraExecutor"},
       "health_check_config": {"health_checker": {"http": {"endpoint": "/health",
         "expected_response": "ok", "expected_response_code": 0}}, "initial_interval_secs": 10.0,
         "interval_secs": 1.0, "max_consecutive_failures": 0, "min_consecutive_successes": 1,
         "timeout_secs": 1.0},
       "max_task_failures": 1, "metadata": [{"key": "io.herald.weight", "value": "2.5"}],
       "name": "shop", "priority": 0, "production": false, "role": "www", "service": true,
       "task": {"constraints": [], "finalization_wait": 30, "max_concurrency": 0,
         "max_failures": 1, "name": "main", "processes": [{"cmdline":
         "serve {{thermos.ports[http]}} {{thermos.ports[admin]}} {{thermos.ports[health]}}",
         "daemon": false, "ephemeral": false, "final": false, "max_failures": 1,
         "min_duration": 5, "name": "hello"}],
         "resources": {"cpu": 0.1, "disk": 67108864, "gpu": 0, "ram": 67108864}}}
      """;

  /** AssignedTask in Thrift's binary protocol: one port, the default announce block, a version. */
  private static final String ASSIGNED_TASK =
      """
      CwABAAAAAnQxCwACAAAAAmExCwADAAAADmFnZW50MS5leGFtcGxlDAAEAgAHAQwAGQsAAQAAAA5BdXJv
      cmFFeGVjdXRvcgsAAgAAAGN7ImNsdXN0ZXIiOiJjbHVzdGVyX25hbWUiLCJhbm5vdW5jZSI6eyJwcmlt
      YXJ5X3BvcnQiOiJodHRwIiwicG9ydG1hcCI6eyJhdXJvcmEiOiJodHRwIn19LCJ0YXNrIjp7fX0ADgAb
      DAAAAAELAAEAAAARaW8uaGVyYWxkLnZlcnNpb24LAAIAAAABNwAMABwLAAEAAAAEcm9sZQsAAgAAAAVk
      ZXZlbAsAAwAAAANqb2IAAA0ABQsIAAAAAQAAAARodHRwAAB5GAgABgAAAAMA
      """;

  private final JobKey key = new JobKey("west", "www", "prod", "shop");
  private final Job job =
      Job.builder(key, "serve")
          .ports(
              List.of(PortRequest.tcp("http"), PortRequest.tcp("admin"), PortRequest.tcp("health")))
          .announce(Announce.of("http", Map.of("www", "http")))
          .healthCheck(HealthCheck.of(HealthCheck.Http.at("health")))
          .discovery(
              new DiscoverySettings(
                  Optional.of("1.2.3"),
                  OptionalDouble.of(2.5),
                  Optional.empty(),
                  new TreeMap<>(Map.of("team", "search"))))
          .build();
  private final Map<String, Integer> assigned =
      Map.of("http", 31000, "admin", 31001, "health", 31002);
  private final TaskInfo task =
      TaskInfo.newBuilder()
          .setName(key.path())
          .setTaskId(TaskID.newBuilder().setValue("task"))
          .setAgentId(AgentID.newBuilder().setValue("agent"))
          .setData(ByteString.copyFrom(new byte[2000]))
          .build();
  private final TaskInfo handedOver =
      task.toBuilder().setData(Handoff.of(job, 0, "t", "h", assigned).toByteString()).build();
  private final TaskInfo withJson =
      task.toBuilder()
          .setData(ByteString.copyFromUtf8(AURORA))
          .addResources(
              Resource.newBuilder()
                  .setName("ports")
                  .setType(Value.Type.RANGES)
                  .setRanges(
                      Value.Ranges.newBuilder()
                          .addRange(Value.Range.newBuilder().setBegin(31000).setEnd(31002))))
          .build();
  private final TaskInfo withThrift =
      task.toBuilder()
          .setData(ByteString.copyFrom(Base64.getMimeDecoder().decode(ASSIGNED_TASK)))
          .build();
  private final DiscoveryInfoPopulator extended = populator(DiscoveryMode.EXTENDED);
  private final DiscoveryInfoPopulator aurora = populator(DiscoveryMode.AURORA);

  private static DiscoveryInfoPopulator populator(DiscoveryMode mode) {
    return DiscoveryInfoPopulator.of(
        DiscoveryOptions.builder().populateDiscoveryInfo(true).mode(mode).build(),
        new DiscoveryStats());
  }

  /** The floor. */
  @Benchmark
  public TaskInfo theSameByHand() {
    Ports.Builder ports = Ports.newBuilder();
    ports.addPorts(port("admin", 31001).build());
    ports.addPorts(port("health", 31002).build());
    ports.addPorts(port("http", 31000).setLabels(labels("io.herald.primary", "true")).build());
    ports.addPorts(port("www", 31000).setLabels(labels("io.herald.alias-of", "http")).build());
    return task.toBuilder()
        .setDiscovery(
            DiscoveryInfo.newBuilder()
                .setVisibility(DiscoveryInfo.Visibility.CLUSTER)
                .setName("shop" + "." + key.environment() + "." + key.role())
                .setEnvironment("prod")
                .setLocation("west")
                .setVersion("1.2.3")
                .setPorts(ports.build())
                .setLabels(
                    labels(
                        "io.herald.health",
                        "http",
                        "io.herald.health.path",
                        "/health",
                        "io.herald.health.port",
                        "health",
                        "io.herald.weight",
                        "2.5",
                        "team",
                        "search"))
                .build())
        .build();
  }

  @Benchmark
  public TaskInfo aJobOfOurs() {
    return extended.populate(task, LaunchedTask.of(job, 0, assigned));
  }

  @Benchmark
  public TaskInfo aJobOfOursAsAuroraWritesIt() {
    return aurora.populate(task, LaunchedTask.of(job, 0, assigned));
  }

  @Benchmark
  public TaskInfo aurorasJobJson() {
    return extended.populate(task, LaunchedTask.ofAurora(key, 0, assigned, AURORA));
  }

  @Benchmark
  public TaskInfo aHandoffThatNobodyExplains() {
    return extended.populate(handedOver);
  }

  @Benchmark
  public TaskInfo aurorasJobJsonThatNobodyExplains() {
    return extended.populate(withJson);
  }

  @Benchmark
  public TaskInfo aurorasThriftThatNobodyExplains() {
    return extended.populate(withThrift);
  }

  private static Port.Builder port(String name, int number) {
    return Port.newBuilder().setName(name).setNumber(number).setProtocol("TCP");
  }

  private static Labels labels(String... pairs) {
    Labels.Builder labels = Labels.newBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      labels.addLabels(Label.newBuilder().setKey(pairs[i]).setValue(pairs[i + 1]).build());
    }
    return labels.build();
  }

  /** Runs all of them. */
  public static void main(String[] args) throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(DecoratingATask.class.getName())
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }
}
