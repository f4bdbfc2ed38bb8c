package io.herald.jobs.handoff;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.herald.jobs.Announce;
import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.HttpLifecycle;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.Lifecycle;
import io.herald.jobs.ResponseCodes;
import io.herald.jobs.TemplateValues;
import io.herald.jobs.port.Protocol;
import io.herald.jobs.port.ResolvedPort;
import io.herald.jobs.template.Template;
import io.herald.proto.handoff.Port;
import io.herald.proto.handoff.TaskHandoff;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * What a scheduler hands to the executor for one instance: made here, and read here on the other
 * side. All templates are expanded and all ports resolved before it travels.
 */
public final class Handoff {

  /** The version of the contract that is written, and the only one that is read. */
  public static final int VERSION = 1;

  private Handoff() {}

  /**
   * The hand-off of one instance.
   *
   * @param taskId as Mesos will know it
   * @param hostname of the agent, from the offer
   * @param assigned port number by name, for all of {@link Job#requestedPorts}
   * @throws IllegalArgumentException with a sentence, if a port of the job has no number
   */
  public static TaskHandoff of(
      Job job, int instance, String taskId, String hostname, Map<String, Integer> assigned) {
    SortedMap<String, ResolvedPort> ports = job.resolve(assigned);
    Map<String, String> values =
        TemplateValues.of(job.key(), instance, taskId, hostname, ports.values());
    TaskHandoff.Builder handoff =
        TaskHandoff.newBuilder()
            .setVersion(VERSION)
            .setJob(key(job.key()))
            .setInstance(instance)
            .setCommand(Template.of(job.command()).expand(values));
    job.variables()
        .forEach((name, value) -> handoff.putEnvironment(name, Template.of(value).expand(values)));
    ports.values().forEach(port -> handoff.addPorts(port(port, job.protocol(port))));
    job.announce().ifPresent(block -> handoff.setAnnounce(announce(block, job.discovery())));
    job.healthCheck().ifPresent(check -> handoff.setHealthCheck(healthCheck(check, values)));
    job.lifecycle().ifPresent(lifecycle -> handoff.setLifecycle(lifecycle(lifecycle)));
    return handoff.build();
  }

  /**
   * Reads {@code TaskInfo.data}.
   *
   * @throws HandoffException if it is not a hand-off, has another version, or contradicts itself
   */
  public static TaskHandoff read(ByteString data) {
    return read("TaskInfo.data", data);
  }

  static TaskHandoff read(String place, ByteString data) {
    if (data.isEmpty()) {
      throw new HandoffException(
          place + " is empty; a scheduler that uses this executor puts a hand-off there.");
    }
    TaskHandoff handoff;
    try {
      handoff = TaskHandoff.parseFrom(data);
    } catch (InvalidProtocolBufferException e) {
      throw new HandoffException(place + " is not a hand-off: " + e.getMessage(), e);
    }
    if (handoff.getVersion() != VERSION) {
      throw new HandoffException(
          place
              + " is a hand-off of version "
              + Integer.toUnsignedString(handoff.getVersion())
              + ", and this executor reads version "
              + VERSION
              + "; use scheduler and executor of one release.");
    }
    requireSound(place, handoff);
    return handoff;
  }

  /** The job's key in a hand-off. */
  public static JobKey key(TaskHandoff handoff) {
    io.herald.proto.handoff.JobKey key = handoff.getJob();
    return new JobKey(key.getCluster(), key.getRole(), key.getEnvironment(), key.getName());
  }

  private static void requireSound(String place, TaskHandoff handoff) {
    try {
      key(handoff);
    } catch (IllegalArgumentException e) {
      throw new HandoffException(place + ": job." + e.getMessage() + ".", e);
    }
    Set<String> names = new HashSet<>();
    for (Port port : handoff.getPortsList()) {
      if (port.getNumber() < 1 || port.getNumber() > 65535) {
        throw new HandoffException(
            place
                + ": the port \""
                + port.getName()
                + "\" has the number "
                + Integer.toUnsignedString(port.getNumber())
                + "; it must be 1 to 65535.");
      }
      if (!names.add(port.getName())) {
        throw new HandoffException(place + ": the port \"" + port.getName() + "\" is given twice.");
      }
    }
  }

  static io.herald.proto.handoff.JobKey key(JobKey key) {
    return io.herald.proto.handoff.JobKey.newBuilder()
        .setCluster(key.cluster())
        .setRole(key.role())
        .setEnvironment(key.environment())
        .setName(key.name())
        .build();
  }

  static Port port(ResolvedPort port, Protocol protocol) {
    Port.Builder built =
        Port.newBuilder()
            .setName(port.name())
            .setNumber(port.number())
            .setProtocol(protocol.name())
            .setOrigin(
                switch (port.origin()) {
                  case ASSIGNED -> Port.Origin.ASSIGNED;
                  case ALIAS -> Port.Origin.ALIAS;
                  case STATIC -> Port.Origin.STATIC;
                });
    port.aliasOf().ifPresent(built::setAliasOf);
    return built.build();
  }

  static io.herald.proto.handoff.Announce announce(Announce block, DiscoverySettings said) {
    io.herald.proto.handoff.Announce.Builder built =
        io.herald.proto.handoff.Announce.newBuilder()
            .setPrimaryPort(block.primaryPort())
            .setZkPath(block.zkPath().orElse(""));
    said.weight().ifPresent(built::setWeight);
    built.putAllLabels(said.labels());
    return built.build();
  }

  /**
   * A check in the form of the hand-off.
   *
   * @param values what templates in it stand for
   */
  public static io.herald.proto.handoff.HealthCheck healthCheck(
      HealthCheck check, Map<String, String> values) {
    io.herald.proto.handoff.HealthCheck.Builder built =
        io.herald.proto.handoff.HealthCheck.newBuilder()
            .setInitialIntervalSecs(seconds(check.initialInterval()))
            .setIntervalSecs(seconds(check.interval()))
            .setTimeoutSecs(seconds(check.timeout()))
            .setMaxConsecutiveFailures(check.maxConsecutiveFailures())
            .setMinConsecutiveSuccesses(check.minConsecutiveSuccesses());
    if (check.checker() instanceof HealthCheck.Http http) {
      built.setHttp(http(http));
    } else if (check.checker() instanceof HealthCheck.Tcp tcp) {
      built.getTcpBuilder().setPort(tcp.port());
    } else if (check.checker() instanceof HealthCheck.Shell shell) {
      built.getShellBuilder().setShellCommand(Template.of(shell.command()).expand(values));
    }
    return built.build();
  }

  private static io.herald.proto.handoff.HealthCheck.Http http(HealthCheck.Http http) {
    io.herald.proto.handoff.HealthCheck.Http.Builder built =
        io.herald.proto.handoff.HealthCheck.Http.newBuilder()
            .setPort(http.port())
            .setEndpoint(http.endpoint())
            .setExpectedResponse(http.expectedResponse())
            .setTls(http.tls());
    List<ResponseCodes.CodeRange> ranges = http.expectedCodes().ranges();
    if (ranges.size() == 1 && ranges.get(0).first() == ranges.get(0).last()) {
      return built.setExpectedResponseCode(ranges.get(0).first()).build();
    }
    for (ResponseCodes.CodeRange range : ranges) {
      built.addExpectedResponseCodesBuilder().setFirst(range.first()).setLast(range.last());
    }
    return built.build();
  }

  /** The statuses that a check of a hand-off accepts. */
  public static ResponseCodes expectedCodes(io.herald.proto.handoff.HealthCheck.Http http) {
    return http.getExpectedResponseCodesCount() == 0
        ? ResponseCodes.of(http.getExpectedResponseCode())
        : new ResponseCodes(
            http.getExpectedResponseCodesList().stream()
                .map(range -> new ResponseCodes.CodeRange(range.getFirst(), range.getLast()))
                .toList());
  }

  private static io.herald.proto.handoff.Lifecycle lifecycle(Lifecycle lifecycle) {
    io.herald.proto.handoff.Lifecycle.Builder built =
        io.herald.proto.handoff.Lifecycle.newBuilder()
            .setDrainSecs(seconds(lifecycle.drain()))
            .setFinalizationWaitSecs(seconds(lifecycle.finalizationWait()));
    lifecycle.http().ifPresent(http -> built.setHttp(http(http)));
    return built.build();
  }

  static io.herald.proto.handoff.HttpLifecycle http(HttpLifecycle http) {
    return io.herald.proto.handoff.HttpLifecycle.newBuilder()
        .setPort(http.port())
        .setGracefulShutdownEndpoint(http.gracefulEndpoint())
        .setGracefulShutdownWaitSecs(seconds(http.gracefulWait()))
        .setShutdownEndpoint(http.shutdownEndpoint())
        .setShutdownWaitSecs(seconds(http.shutdownWait()))
        .setTls(http.tls())
        .build();
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
