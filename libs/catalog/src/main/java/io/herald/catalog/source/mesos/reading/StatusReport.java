package io.herald.catalog.source.mesos.reading;

import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One TASK_RUNNING status as reported, whichever API reported it.
 *
 * @param timestamp seconds since the epoch
 * @param fromContainer whether it has a container status; the master's own updates have none
 */
public record StatusReport(
    double timestamp,
    Optional<Boolean> healthy,
    boolean fromContainer,
    List<String> addresses,
    Map<String, List<String>> labels,
    Network network) {

  /**
   * What a task's list of TASK_RUNNING statuses says: the greatest timestamp counts, the first of
   * equals; one without a container status lends its health to the newest that has one.
   */
  public static Optional<RunningStatus> newest(List<StatusReport> reports) {
    StatusReport newest = null;
    StatusReport container = null;
    for (StatusReport report : reports) {
      newest = later(newest, report);
      if (report.fromContainer()) {
        container = later(container, report);
      }
    }
    if (newest == null) {
      return Optional.empty();
    }
    RunningStatus base = container == null ? RunningStatus.EMPTY : container.alone();
    return Optional.of(newest.fromContainer() ? base : newest.over(base));
  }

  /**
   * What is known once this report has come after {@code known}. Addresses stay until others are
   * reported: a report without addresses says nothing about them.
   */
  public RunningStatus after(Optional<RunningStatus> known) {
    if (known.isEmpty()) {
      return alone();
    }
    return fromContainer ? keepingAddresses(alone(), known.get()) : over(known.get());
  }

  /** {@code status}, with the addresses of {@code known} if it has none of its own. */
  public static RunningStatus keepingAddresses(RunningStatus status, RunningStatus known) {
    return status.addresses().isEmpty() && !known.addresses().isEmpty()
        ? new RunningStatus(status.healthy(), known.addresses(), status.labels(), known.network())
        : status;
  }

  private RunningStatus over(RunningStatus known) {
    return new RunningStatus(
        healthy.isPresent() ? healthy : known.healthy(),
        known.addresses(),
        labels.isEmpty() ? known.labels() : labels,
        known.network());
  }

  private RunningStatus alone() {
    return new RunningStatus(healthy, addresses, labels, network);
  }

  private static StatusReport later(@Nullable StatusReport best, StatusReport report) {
    return best == null || report.timestamp() > best.timestamp() ? report : best;
  }
}
