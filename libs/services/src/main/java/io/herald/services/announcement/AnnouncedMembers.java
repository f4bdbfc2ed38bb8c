package io.herald.services.announcement;

import io.herald.catalog.Change;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.services.host.AgentHosts;
import io.herald.services.host.HostBook;
import io.herald.services.host.HostNames;
import io.herald.services.host.HostResolver;
import io.herald.services.instance.AnnouncedMember;
import io.herald.services.instance.EnvironmentRule;
import io.herald.services.instance.LocatedChange;
import io.herald.services.instance.Publication;
import io.herald.services.problem.ProblemBook;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The living announcements: the addresses of their hosts, the tasks that they belong to, and which
 * of a set are published. A change costs what it touches. Never waits for a host to be resolved.
 * Used by one thread at a time.
 */
public final class AnnouncedMembers {

  /** Parts of the path of an Aurora job: role, environment, name. */
  private static final int JOB = 3;

  private final Publication publication;
  private final EnvironmentRule environments;
  private final SetPath path;

  /** Names of frameworks by id, if these may decide on an environment. */
  private final Map<String, String> frameworks = new HashMap<>();

  private final AgentHosts agentHosts = new AgentHosts();
  private final HostBook hosts;
  private final AnnouncementJoin join;
  private final SetPublication sets = new SetPublication();
  private final Map<Announcement.Id, Announcement> alive = new HashMap<>();

  /** The living ones as they were last reported. */
  private final Map<Announcement.Id, AnnouncedMember> members = new HashMap<>();

  /**
   * Without announcements.
   *
   * @param portNames two ports of a task are the same if this makes one name of theirs
   * @param environments of tasks
   * @param root of the ServerSets
   * @param resolver finds the hosts of announcements alone
   * @param found gets the results, and must forward them to {@link #resolved} and {@link
   *     #unresolved}
   */
  public AnnouncedMembers(
      Publication publication,
      UnaryOperator<String> portNames,
      EnvironmentRule environments,
      String root,
      HostResolver resolver,
      HostResolver.Listener found,
      ProblemBook problems) {
    this.publication = publication;
    this.environments = environments;
    this.path = new SetPath(root);
    this.hosts = new HostBook(resolver, found, "announced host", problems, agentHosts::addresses);
    this.join = new AnnouncementJoin(portNames, path, new HostNames(hosts), publication.states());
  }

  /**
   * What became of a change.
   *
   * @param changes of the cluster, with the announced ports in the tasks; without announcements
   * @param members that changed
   */
  public record JoinedChanges(List<Change> changes, List<LocatedChange> members) {}

  /** Applies changes of the cluster and returns what they mean to readers. */
  public JoinedChanges apply(List<Change> changes) {
    Set<Announcement.Id> touched = new LinkedHashSet<>();
    for (Change change : changes) {
      Entity entity = change.after().or(change::before).orElseThrow();
      if (entity instanceof Announcement announcement) {
        store(announcement, change.after().isEmpty());
        touched.add(announcement.key());
      } else if (entity instanceof Agent) {
        touched.addAll(
            agentMoved(
                change.before().map(Agent.class::cast), change.after().map(Agent.class::cast)));
      } else if (entity instanceof Framework framework && !environments.frameworks().isEmpty()) {
        String known =
            change.after().isEmpty()
                ? frameworks.remove(framework.id())
                : frameworks.put(framework.id(), framework.name());
        if (!framework.name().equals(known)) {
          touched.addAll(alive.keySet());
        }
      }
    }
    return outcome(join.apply(changes), touched);
  }

  /** Applies the addresses of a host of announcements. */
  public JoinedChanges resolved(String host, List<InetAddress> addresses) {
    Set<Announcement.Id> users = new LinkedHashSet<>();
    for (Entity.Key user : hosts.users(host)) {
      if (user instanceof Announcement.Id id) {
        users.add(id);
      }
    }
    hosts.resolved(host, addresses);
    return outcome(join.moved(users), users);
  }

  /** Reports that a host of announcements can't be resolved. */
  public void unresolved(String host, String why) {
    hosts.unresolved(host, why);
  }

  /** All living ones. */
  public Collection<AnnouncedMember> all() {
    return List.copyOf(members.values());
  }

  /** Those that belong to the task. */
  public List<AnnouncedMember> of(Task.Id task) {
    return join.of(task).stream().flatMap(id -> find(id).stream()).toList();
  }

  public Optional<AnnouncedMember> find(Announcement.Id id) {
    return Optional.ofNullable(members.get(id));
  }

  private void store(Announcement announcement, boolean gone) {
    Announcement.Id id = announcement.key();
    Announcement before = alive.remove(id);
    Set<String> left = before == null ? new HashSet<>() : HostNames.of(before);
    if (!gone && announcement.isAlive()) {
      alive.put(id, announcement);
      for (String host : HostNames.of(announcement)) {
        left.remove(host);
        hosts.retain(host, id);
      }
    }
    left.forEach(host -> hosts.release(host, id));
  }

  /** An agent came, changed or went; gives the announcements that are on its host. */
  private Set<Announcement.Id> agentMoved(Optional<Agent> before, Optional<Agent> after) {
    if (before.map(AgentHost::of).equals(after.map(AgentHost::of))) {
      return Set.of();
    }
    before.ifPresent(agentHosts::remove);
    after.ifPresent(agentHosts::put);
    Set<Announcement.Id> there = new LinkedHashSet<>();
    Stream.concat(before.stream(), after.stream())
        .map(agent -> HostNames.spelled(agent.hostname()))
        .forEach(host -> there.addAll(join.at(host)));
    for (Announcement.Id id : there) {
      Announcement announcement = alive.get(id);
      if (announcement != null) {
        HostNames.of(announcement).forEach(hosts::knownOtherwise);
      }
    }
    return there;
  }

  /** The part of an agent that announcements depend on. */
  private record AgentHost(String name, String address) {

    static AgentHost of(Agent agent) {
      return new AgentHost(agent.hostname(), agent.pid().host());
    }
  }

  private JoinedChanges outcome(AnnouncementJoin.Outcome joined, Set<Announcement.Id> touched) {
    touched.addAll(joined.joined());
    for (Announcement.Id id : List.copyOf(touched)) {
      touched.addAll(alive.containsKey(id) ? sets.put(id, isHealthy(id)) : sets.remove(id));
    }
    List<LocatedChange> changes = new ArrayList<>();
    for (Announcement.Id id : touched) {
      Announcement announcement = alive.get(id);
      AnnouncedMember now = announcement == null ? null : member(announcement);
      AnnouncedMember was = now == null ? members.remove(id) : members.put(id, now);
      if (now == null ? was != null : !now.equals(was)) {
        changes.add(new LocatedChange(was, now));
      }
    }
    return new JoinedChanges(
        joined.changes().stream().filter(change -> !isOfAnnouncement(change)).toList(), changes);
  }

  private boolean isHealthy(Announcement.Id id) {
    return publication.unhealthy() || join.taskOf(id).map(Publication::isHealthy).orElse(true);
  }

  private AnnouncedMember member(Announcement announcement) {
    Map<String, List<InetAddress>> addresses = new HashMap<>(2);
    HostNames.of(announcement).forEach(host -> addresses.put(host, hosts.addresses(host)));
    return new AnnouncedMember(
        announcement,
        addresses,
        join.taskOf(announcement.key()).map(Task::key),
        environment(announcement),
        sets.isPublished(announcement.key()));
  }

  private String environment(Announcement announcement) {
    List<String> parts = path.parts(announcement.path());
    return join.taskOf(announcement.key())
        .map(task -> environments.of(task, frameworks.getOrDefault(task.frameworkId(), "")))
        .filter(own -> !own.isEmpty())
        .orElseGet(() -> parts.size() == JOB ? parts.get(1) : "");
  }

  private static boolean isOfAnnouncement(Change change) {
    return change.after().or(change::before).orElseThrow() instanceof Announcement;
  }
}
