package io.herald.jobs.aurora;

import static java.util.Collections.unmodifiableSortedMap;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One instance of a job of Aurora's: what its scheduler says of it (AssignedTask), or what can be
 * known of that otherwise.
 *
 * @param taskId as Mesos knows it
 * @param hostname of the agent
 * @param role the job's
 * @param environment the job's
 * @param name the job's
 * @param instance number within the job
 * @param assignedPorts number by name, as taken from the offer
 * @param executorData {@code ExecutorConfig.data}: the job's JSON, or another executor's free text;
 *     absent if there is no executor
 * @param metadata of the job, by key
 */
public record AuroraTask(
    String taskId,
    String hostname,
    String role,
    String environment,
    String name,
    int instance,
    SortedMap<String, Integer> assignedPorts,
    Optional<String> executorData,
    SortedMap<String, String> metadata) {

  public AuroraTask {
    assignedPorts = unmodifiableSortedMap(new TreeMap<>(assignedPorts));
    metadata = unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /**
   * Whether bytes begin like AssignedTask in Thrift's binary protocol. JSON and our own hand-off
   * begin otherwise.
   */
  public static boolean isThrift(byte[] data) {
    return AssignedTaskThrift.begins(data);
  }

  /**
   * Reads AssignedTask in Thrift's binary protocol, as Aurora's scheduler writes it into {@code
   * TaskInfo.data}.
   *
   * @throws AuroraDataException with a sentence, if it can't be read
   */
  public static AuroraTask ofThrift(byte[] data) {
    return AssignedTaskThrift.read(data);
  }
}
