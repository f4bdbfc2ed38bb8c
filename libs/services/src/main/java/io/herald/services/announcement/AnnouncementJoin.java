package io.herald.services.announcement;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.Change;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Task;
import io.herald.services.announcement.TaskMatcher.Candidate;
import io.herald.services.announcement.TaskMatcher.Claim;
import io.herald.services.host.HostNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Joins announcements with the tasks that they belong to, and gives such a task the ports that were
 * announced for it as if its DiscoveryInfo had them. What DiscoveryInfo has already, by the port's
 * label, is left as it is; so is an endpoint on a host that is not the task's.
 *
 * <p>A change costs what shares a host with it: both sides are indexed by the hosts that they are
 * on, and nothing else is looked at. The result depends on what is there alone, in whatever order
 * it came. Used by one thread at a time.
 */
final class AnnouncementJoin {

  private final AnnouncedPorts ports;
  private final SetPath paths;
  private final HostNames hosts;
  private final Set<String> states;

  private final Map<String, Agent> agents = new HashMap<>();
  private final Map<Task.Id, Task> tasks = new HashMap<>();
  private final Map<Announcement.Id, Claim> claims = new HashMap<>();

  private final HostIndex<Task.Id> tasksByAgent = new HostIndex<>();

  /** The tasks that announcements may belong to. */
  private final Map<Task.Id, Candidate> candidates = new HashMap<>();

  private final HostIndex<Candidate> candidatesByHost = new HostIndex<>();
  private final HostIndex<Claim> claimsByHost = new HostIndex<>();

  private final Map<Announcement.Id, Task.Id> owners = new HashMap<>();
  private final Map<Task.Id, Set<Announcement.Id>> owned = new HashMap<>();

  /** The tasks as they were last reported, where that differs from what Mesos says. */
  private final Map<Task.Id, Task> enriched = new HashMap<>();

  /**
   * An empty join.
   *
   * @param portNames two ports of a task are the same if this makes one name of theirs
   * @param states of tasks that announcements may belong to
   */
  AnnouncementJoin(
      UnaryOperator<String> portNames, SetPath paths, HostNames hosts, Set<String> states) {
    this.ports = new AnnouncedPorts(portNames);
    this.paths = paths;
    this.hosts = hosts;
    this.states = states;
  }

  /**
   * What became of a batch.
   *
   * @param changes what the batch says, of tasks with their announced ports
   * @param joined announcements that have another task now, or whose task changed
   */
  record Outcome(List<Change> changes, Set<Announcement.Id> joined) {}

  /** Applies changes and returns what they mean to readers. */
  Outcome apply(List<Change> changes) {
    Set<Announcement.Id> stale = new LinkedHashSet<>();
    Map<Task.Id, Optional<Task>> reported = new LinkedHashMap<>();
    List<Change> passed = new ArrayList<>(changes.size());
    for (Change change : changes) {
      Entity entity = change.after().or(change::before).orElseThrow();
      if (entity instanceof Task task) {
        reported.putIfAbsent(task.key(), reported(task.key()));
        store(task.key(), change.after().map(Task.class::cast), stale);
      } else {
        passed.add(change);
        if (entity instanceof Agent agent) {
          store(agent.id(), change.after().map(Agent.class::cast), stale);
        } else if (entity instanceof Announcement announcement) {
          store(announcement.key(), change.after().map(Announcement.class::cast), stale);
        }
      }
    }
    return link(passed, reported, stale);
  }

  /** Applies new addresses of the host that these announcements name. */
  Outcome moved(Set<Announcement.Id> users) {
    Set<Announcement.Id> stale = new LinkedHashSet<>();
    for (Announcement.Id id : users) {
      Claim claim = claims.get(id);
      if (claim != null) {
        put(claim.announcement());
        stale.add(id);
      }
    }
    return link(new ArrayList<>(), new LinkedHashMap<>(), stale);
  }

  /** The announcements with an endpoint on that host, as {@link HostNames} spells it. */
  Set<Announcement.Id> at(String host) {
    Set<Announcement.Id> there = new LinkedHashSet<>();
    claimsByHost.at(host).forEach(claim -> there.add(claim.announcement().key()));
    return there;
  }

  /** The task that an announcement belongs to, as Mesos describes it. */
  Optional<Task> taskOf(Announcement.Id id) {
    return Optional.ofNullable(owners.get(id)).map(tasks::get);
  }

  /** The announcements that belong to the task. */
  Set<Announcement.Id> of(Task.Id id) {
    return owned.getOrDefault(id, Set.of());
  }

  /** The task as it was last reported; empty if it wasn't. */
  private Optional<Task> reported(Task.Id id) {
    Task known = enriched.get(id);
    return Optional.ofNullable(known != null ? known : tasks.get(id));
  }

  private void store(Task.Id id, Optional<Task> task, Set<Announcement.Id> stale) {
    staleAround(candidates.get(id), stale);
    task.ifPresentOrElse(t -> tasks.put(id, t), () -> tasks.remove(id));
    tasksByAgent.put(id, task.map(t -> Set.of(t.agentId())).orElse(Set.of()));
    place(id);
    staleAround(candidates.get(id), stale);
    stale.addAll(of(id));
  }

  private void store(String id, Optional<Agent> agent, Set<Announcement.Id> stale) {
    agent.ifPresentOrElse(a -> agents.put(id, a), () -> agents.remove(id));
    for (Task.Id task : tasksByAgent.at(id)) {
      Candidate before = candidates.get(task);
      place(task);
      Candidate now = candidates.get(task);
      if (before == null || now == null || !before.hosts().equals(now.hosts())) {
        staleAround(before, stale);
        staleAround(now, stale);
        stale.addAll(of(task));
      }
    }
  }

  /** Indexes the task, or removes it from the index. */
  private void place(Task.Id id) {
    Candidate before = candidates.remove(id);
    if (before != null) {
      candidatesByHost.remove(before);
    }
    Task task = tasks.get(id);
    Agent agent = task == null ? null : agents.get(task.agentId());
    if (task != null && agent != null && states.contains(task.state())) {
      Candidate now = new Candidate(task, HostNames.of(task, agent));
      candidates.put(id, now);
      candidatesByHost.put(now, now.hosts());
    }
  }

  private void store(
      Announcement.Id id, Optional<Announcement> announcement, Set<Announcement.Id> stale) {
    stale.add(id);
    Optional<Announcement> alive = announcement.filter(Announcement::isAlive);
    if (alive.isPresent()) {
      put(alive.get());
    } else {
      remove(id);
    }
  }

  private void remove(Announcement.Id id) {
    Claim before = claims.remove(id);
    if (before != null) {
      claimsByHost.remove(before);
    }
  }

  private void put(Announcement announcement) {
    Map<String, Set<String>> known = new HashMap<>(2);
    Set<String> all = new HashSet<>();
    for (String host : HostNames.of(announcement)) {
      Set<String> names = hosts.names(host);
      known.put(host, names);
      all.addAll(names);
    }
    remove(announcement.key());
    Claim claim = new Claim(announcement, paths.parts(announcement.path()), known);
    claims.put(announcement.key(), claim);
    claimsByHost.put(claim, all);
  }

  /** Adds the announcements that may belong to the task, or may have belonged to it. */
  private void staleAround(@Nullable Candidate candidate, Set<Announcement.Id> stale) {
    if (candidate == null) {
      return;
    }
    for (String host : candidate.hosts()) {
      for (Claim near : claimsByHost.at(host)) {
        if (TaskMatcher.score(near, candidate) > 0) {
          stale.add(near.announcement().key());
        }
      }
    }
  }

  private Claim claim(Announcement.Id id) {
    return requireNonNull(claims.get(id));
  }

  private Outcome link(
      List<Change> changes, Map<Task.Id, Optional<Task>> reported, Set<Announcement.Id> stale) {
    for (Announcement.Id id : stale) {
      Task.Id before = owners.get(id);
      Task.Id now = owner(id);
      if (before != null) {
        reported.putIfAbsent(before, reported(before));
        unlink(before, id);
      }
      if (now != null) {
        reported.putIfAbsent(now, reported(now));
        owners.put(id, now);
        owned.computeIfAbsent(now, unused -> new HashSet<>(2)).add(id);
      }
    }
    reported.forEach((id, before) -> change(id, before).ifPresent(changes::add));
    return new Outcome(changes, stale);
  }

  private void unlink(Task.Id task, Announcement.Id announcement) {
    owners.remove(announcement);
    Set<Announcement.Id> members = of(task);
    members.remove(announcement);
    if (members.isEmpty()) {
      owned.remove(task);
    }
  }

  private Task.@Nullable Id owner(Announcement.Id id) {
    Claim claim = claims.get(id);
    if (claim == null) {
      return null;
    }
    TaskMatcher.Search search = new TaskMatcher.Search(claim);
    for (String host : claimsByHost.of(claim)) {
      candidatesByHost.at(host).forEach(search::consider);
    }
    return search.found().map(Task::key).orElse(null);
  }

  private Optional<Change> change(Task.Id id, Optional<Task> before) {
    Optional<Task> raw = Optional.ofNullable(tasks.get(id));
    Optional<Task> more = raw.flatMap(this::withAnnounced);
    more.ifPresentOrElse(task -> enriched.put(id, task), () -> enriched.remove(id));
    Optional<Task> now = more.or(() -> raw);
    if (now.isEmpty()) {
      return before.map(Change.Removed::new);
    } else if (before.isEmpty()) {
      return now.map(Change.Added::new);
    }
    return now.equals(before)
        ? Optional.empty()
        : Optional.of(new Change.Changed(before.get(), now.get()));
  }

  /** The task with the ports announced for it; empty if that adds none. */
  private Optional<Task> withAnnounced(Task task) {
    Candidate candidate = candidates.get(task.key());
    Set<Announcement.Id> members = of(task.key());
    return candidate == null || members.isEmpty()
        ? Optional.empty()
        : ports.added(candidate, members.stream().map(this::claim).toList());
  }
}
