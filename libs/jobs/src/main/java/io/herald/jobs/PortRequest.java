package io.herald.jobs;

import static java.util.Collections.unmodifiableSortedMap;

import io.herald.jobs.port.Protocol;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A port that a job declares: one to ask the scheduler for, or, if the portmap has the name too,
 * what that one speaks and how it is labelled.
 *
 * @param labels free text, for whoever reads the task's DiscoveryInfo
 */
public record PortRequest(String name, Protocol protocol, SortedMap<String, String> labels) {

  public PortRequest {
    labels = unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** A port without labels. */
  public PortRequest(String name, Protocol protocol) {
    this(name, protocol, new TreeMap<>());
  }

  /** A TCP port. */
  public static PortRequest tcp(String name) {
    return new PortRequest(name, Protocol.TCP);
  }
}
