package io.herald.services.announcement;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import io.herald.services.host.HostNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which task an announcement belongs to. Only published tasks on a host of its endpoints are
 * candidates. What counts, in descending order of weight:
 *
 * <ol>
 *   <li>its metadata names the task id ({@code task-id})
 *   <li>its service endpoint's port is one of the task's
 *   <li>its path and shard are the task's job key and instance
 *   <li>the port of an additional endpoint is one of the task's
 * </ol>
 *
 * <p>The task with the highest score wins; a tie has no winner, because a port under a wrong name
 * does more harm than a missing one. Pure functions.
 */
final class TaskMatcher {

  /** Key of a member's metadata: the id of the Mesos task that announces itself. */
  static final String TASK_ID = "task-id";

  private static final int NAMED = 8;
  private static final int SERVICE_PORT = 4;
  private static final int INSTANCE = 2;
  private static final int OTHER_PORT = 1;

  private TaskMatcher() {}

  /** An announcement whose task is searched for. Compared by identity. */
  static final class Claim {
    private final Announcement announcement;
    private final Map<String, Set<String>> hosts;
    private final String jobKey;
    private final String instance;

    /**
     * The announcement's claim.
     *
     * @param parts of its path below the root: role, environment, name, if it is a job's
     * @param hosts for each host as its endpoints write it, all that {@link HostNames} knows it by
     */
    Claim(Announcement announcement, List<String> parts, Map<String, Set<String>> hosts) {
      this.announcement = announcement;
      this.hosts = hosts;
      boolean isInstance = parts.size() == 3 && announcement.shard().isPresent();
      this.jobKey = isInstance ? String.join("/", parts) : "";
      this.instance =
          isInstance ? String.join("-", parts) + "-" + announcement.shard().getAsInt() + "-" : "";
    }

    Announcement announcement() {
      return announcement;
    }

    /** Whether the endpoint is on one of these hosts. */
    boolean isOn(Set<String> others, AnnouncedEndpoint endpoint) {
      for (String name : hosts.getOrDefault(endpoint.host(), Set.of())) {
        if (others.contains(name)) {
          return true;
        }
      }
      return false;
    }

    /** Aurora's task name is {@code role/environment/name}, its task id begins with these too. */
    private boolean isInstance(Task task) {
      return !jobKey.isEmpty() && task.name().equals(jobKey) && task.id().startsWith(instance);
    }
  }

  /** A task that an announcement may belong to, and its hosts. Compared by identity. */
  static final class Candidate {
    private final Task task;
    private final Set<String> hosts;

    Candidate(Task task, Set<String> hosts) {
      this.task = task;
      this.hosts = Set.copyOf(hosts);
    }

    Task task() {
      return task;
    }

    Set<String> hosts() {
      return hosts;
    }
  }

  /** Searches for the candidate with the highest score; one may be considered more than once. */
  static final class Search {
    private final Claim claim;
    private @Nullable Candidate best;
    private boolean tied;
    private int most;

    Search(Claim claim) {
      this.claim = claim;
    }

    void consider(Candidate candidate) {
      int score = score(claim, candidate);
      if (score > most) {
        most = score;
        best = candidate;
        tied = false;
      } else if (score > 0 && score == most && !candidate.equals(best)) {
        tied = true;
      }
    }

    /** The task with the highest score, unless there is a tie. */
    Optional<Task> found() {
      return tied ? Optional.empty() : Optional.ofNullable(best).map(Candidate::task);
    }
  }

  /** How strongly the announcement points to the task; 0 if not at all. */
  static int score(Claim claim, Candidate candidate) {
    Announcement announcement = claim.announcement();
    Task task = candidate.task();
    String named = announcement.metadata().get(TASK_ID);
    if (named != null) {
      return named.equals(task.id()) ? NAMED : 0;
    }
    int score = claim.isInstance(task) ? INSTANCE : 0;
    if (has(claim, announcement.serviceEndpoint(), candidate)) {
      score += SERVICE_PORT;
    }
    for (AnnouncedEndpoint endpoint : announcement.additionalEndpoints().values()) {
      if (has(claim, endpoint, candidate)) {
        return score + OTHER_PORT;
      }
    }
    return score;
  }

  private static boolean has(Claim claim, AnnouncedEndpoint endpoint, Candidate candidate) {
    return hasPort(candidate.task(), endpoint.port()) && claim.isOn(candidate.hosts(), endpoint);
  }

  private static boolean hasPort(Task task, int port) {
    for (PortRange range : task.ports()) {
      if (range.begin() <= port && port <= range.end()) {
        return true;
      }
    }
    for (Network.Mapping mapping : task.network().mappings()) {
      if (mapping.containerPort() == port) {
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
