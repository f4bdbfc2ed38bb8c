package io.herald.dns.naming.announcement;

import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Endpoint;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which task an announcement belongs to. Only tasks on a host of its endpoints are asked; then, in
 * this order of weight:
 *
 * <ol>
 *   <li>its metadata name the task id ({@code task-id})
 *   <li>its service endpoint's port is one of the task's
 *   <li>its path and shard are the task's job key and instance
 *   <li>the port of an additional endpoint is one of the task's
 * </ol>
 *
 * <p>The task for which most speaks is it; if as much speaks for two, none is: a port under a wrong
 * name does more harm than one that is missing. Pure functions.
 */
final class Belonging {

  /** Key of a member's metadata: the id of the Mesos task that announces itself. */
  static final String TASK_ID = "task-id";

  private static final int NAMED = 8;
  private static final int SERVICE_PORT = 4;
  private static final int INSTANCE = 2;
  private static final int OTHER_PORT = 1;

  private Belonging() {}

  /**
   * An announcement whose task is sought.
   *
   * @param jobKey the path's parts below the root: role, environment, name
   * @param hosts for each host as its endpoints write it, all that {@link Hosts} knows it by
   */
  record Claim(Announcement announcement, List<String> jobKey, Map<String, Set<String>> hosts) {

    /** Whether the endpoint is on one of these hosts. */
    boolean isOn(Set<String> others, Endpoint endpoint) {
      for (String name : hosts.getOrDefault(endpoint.host(), Set.of())) {
        if (others.contains(name)) {
          return true;
        }
      }
      return false;
    }
  }

  /** A task that may be meant, and the hosts that it is on. */
  record Candidate(Task task, Set<String> hosts) {}

  /** The task among the candidates, if there is exactly one for which most speaks. */
  static Optional<Task> find(Claim claim, Collection<Candidate> candidates) {
    Optional<Task> best = Optional.empty();
    int most = 0;
    for (Candidate candidate : candidates) {
      int score = score(claim, candidate);
      if (score > most) {
        most = score;
        best = Optional.of(candidate.task());
      } else if (score == most) {
        best = Optional.empty();
      }
    }
    return best;
  }

  /** How much speaks for the task; 0 if nothing does. */
  static int score(Claim claim, Candidate candidate) {
    Announcement announcement = claim.announcement();
    Task task = candidate.task();
    if (!task.state().equals(Task.RUNNING)) {
      return 0;
    }
    String named = announcement.metadata().get(TASK_ID);
    if (named != null) {
      return named.equals(task.id()) ? NAMED : 0;
    }
    int score = isInstance(claim, task) ? INSTANCE : 0;
    if (has(claim, announcement.serviceEndpoint(), candidate)) {
      score += SERVICE_PORT;
    }
    for (Endpoint endpoint : announcement.additionalEndpoints().values()) {
      if (has(claim, endpoint, candidate)) {
        return score + OTHER_PORT;
      }
    }
    return score;
  }

  /** Aurora's task name is {@code role/environment/name}, its task id begins with these too. */
  private static boolean isInstance(Claim claim, Task task) {
    Announcement announcement = claim.announcement();
    List<String> jobKey = claim.jobKey();
    if (jobKey.size() != 3
        || announcement.shard().isEmpty()
        || !task.name().equals(String.join("/", jobKey))) {
      return false;
    }
    return task.id()
        .startsWith(String.join("-", jobKey) + "-" + announcement.shard().getAsInt() + "-");
  }

  private static boolean has(Claim claim, Endpoint endpoint, Candidate candidate) {
    return hasPort(candidate.task(), endpoint.port()) && claim.isOn(candidate.hosts(), endpoint);
  }

  private static boolean hasPort(Task task, int port) {
    for (PortRange range : task.ports()) {
      if (range.begin() <= port && port <= range.end()) {
        return true;
      }
    }
    if (task.discovery().isPresent()) {
      for (Discovery.Port named : task.discovery().get().ports()) {
        if (named.number() == port) {
          return true;
        }
      }
    }
    return false;
  }
}
