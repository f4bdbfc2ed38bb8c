package io.herald.dns.naming.announcement;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.CatalogListener;
import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.dns.naming.NamedEntity;
import io.herald.dns.naming.ZoneWriter;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.services.announcement.AnnouncementJoin;
import io.herald.services.announcement.SetPath;
import io.herald.services.announcement.SetPublication;
import io.herald.services.host.AgentHosts;
import io.herald.services.host.HostBook;
import io.herald.services.host.HostNames;
import io.herald.services.host.HostResolver;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Stands between the catalog and the naming: gives living announcements their own names, and passes
 * every batch on with the announced ports in the tasks that they belong to.
 *
 * <p>Announcements have the label {@code announced} of the zone to themselves: a framework whose
 * name would fall there is reported and has no names. A batch costs what it changes. Batches and
 * resolved hosts may come from different threads; one at a time is applied. Never waits for a host
 * to be resolved.
 */
public final class Announcements implements CatalogListener {

  private final NamingOptions options;
  private final SetName names;
  private final ZoneWriter zone;
  private final ProblemBook problems;
  private final CatalogListener next;
  private final AgentHosts agentHosts = new AgentHosts();
  private final HostBook hosts;
  private final AnnouncementJoin tasks;
  private final SetPublication standing;
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Announcement.Id, Announcement> alive = new HashMap<>();

  /** What the zone has of each announcement now. */
  private final Map<Announcement.Id, Published> published = new HashMap<>();

  private ChangeBatch last = new ChangeBatch(0, Instant.EPOCH, true, false, List.of());

  /**
   * A stage before {@code next}.
   *
   * @param root of the ServerSets; the parts below it name a set
   * @param resolver finds the hosts of announcements; nobody else's
   * @param problems where unservable names are told
   */
  public Announcements(
      NamingOptions options,
      String root,
      HostResolver resolver,
      ZoneWriter zone,
      ProblemBook problems,
      CatalogListener next) {
    this.options = requireNonNull(options, "options");
    this.names = new SetName(options.rules(), root);
    this.zone = requireNonNull(zone, "zone");
    this.problems = requireNonNull(problems, "problems");
    this.next = requireNonNull(next, "next");
    this.hosts =
        new HostBook(
            resolver, new Resolutions(), "announced host", problems, agentHosts::addresses);
    this.tasks =
        new AnnouncementJoin(
            options.rules()::label,
            new SetPath(root),
            new HostNames(hosts),
            options.publication().states());
    this.standing = new SetPublication();
  }

  /** The name at and below which announcements have their own names. */
  public static DnsName apex(String domain) {
    return DnsName.parse(AnnouncementRecords.LABEL + "." + domain);
  }

  @Override
  public void onBatch(ChangeBatch batch) {
    lock.lock();
    try {
      last = batch;
      Set<Announcement.Id> touched = new LinkedHashSet<>();
      for (Change change : batch.changes()) {
        Entity entity = change.after().or(change::before).orElseThrow();
        if (entity instanceof Announcement announcement) {
          store(announcement, change.after().isEmpty());
          touched.add(announcement.key());
        } else if (entity instanceof Agent) {
          touched.addAll(
              agentMoved(
                  change.before().map(Agent.class::cast), change.after().map(Agent.class::cast)));
        }
      }
      Map<Framework, Boolean> reserved = new LinkedHashMap<>();
      List<Change> changes = withoutReserved(batch.changes(), reserved);
      pass(tasks.apply(changes), touched, batch.snapshot());
      // Last: to the naming such a framework is gone, and its problems with it.
      reserved.forEach(this::report);
    } finally {
      lock.unlock();
    }
  }

  /** Every living announcement, for explanations. */
  public List<NamedEntity> named() {
    List<NamedEntity> named = new ArrayList<>();
    lock.lock();
    try {
      for (Announcement announcement : alive.values()) {
        Published what = published(announcement);
        boolean isPublished = standing.isPublished(announcement.key());
        named.add(
            NamedEntity.of(announcement, isPublished, problems -> contribution(what, problems)));
      }
      return named;
    } finally {
      lock.unlock();
    }
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
        .forEach(host -> there.addAll(tasks.at(host)));
    for (Announcement.Id id : there) {
      Announcement announcement = alive.get(id);
      if (announcement != null) {
        HostNames.of(announcement).forEach(hosts::knownOtherwise);
      }
    }
    return there;
  }

  /** What matters here of an agent. */
  private record AgentHost(String name, String address) {

    static AgentHost of(Agent agent) {
      return new AgentHost(agent.hostname(), agent.pid().host());
    }
  }

  /** What the resolver finds or doesn't find, from a thread of its own. */
  private final class Resolutions implements HostResolver.Listener {

    @Override
    public void resolved(String host, List<InetAddress> addresses) {
      lock.lock();
      try {
        Set<Announcement.Id> users = new LinkedHashSet<>();
        for (Entity.Key user : hosts.users(host)) {
          if (user instanceof Announcement.Id id) {
            users.add(id);
          }
        }
        hosts.resolved(host, addresses);
        pass(tasks.moved(users), users, false);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void unresolved(String host, String why) {
      lock.lock();
      try {
        hosts.unresolved(host, why);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Own names first: when {@code next} calls the zone complete, they are in. */
  private void pass(
      AnnouncementJoin.Outcome outcome, Set<Announcement.Id> touched, boolean snapshot) {
    touched.addAll(outcome.joined());
    publish(touched);
    next.onBatch(
        new ChangeBatch(
            last.number(), last.appliedAt(), snapshot, last.complete(), outcome.changes()));
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

  private void publish(Set<Announcement.Id> touched) {
    for (Announcement.Id id : List.copyOf(touched)) {
      boolean healthy =
          options.publication().unhealthy()
              || tasks
                  .taskOf(id)
                  .flatMap(task -> task.running())
                  .flatMap(s -> s.healthy())
                  .orElse(true);
      touched.addAll(alive.containsKey(id) ? standing.put(id, healthy) : standing.remove(id));
    }
    List<Contribution> removed = new ArrayList<>();
    List<Published> added = new ArrayList<>();
    for (Announcement.Id id : touched) {
      Optional<Published> now = wanted(id);
      Published was = now.isPresent() ? published.put(id, now.get()) : published.remove(id);
      if (now.isPresent() ? !now.get().equals(was) : was != null) {
        if (was != null) {
          removed.add(contribution(was, problem -> {}));
        }
        now.ifPresent(added::add);
      }
      if (now.isEmpty()) {
        problems.replace(id, List.of());
      }
    }
    if (!removed.isEmpty() || !added.isEmpty()) {
      zone.apply(removed, () -> added.stream().map(this::contribution).iterator());
    }
  }

  private Optional<Published> wanted(Announcement.Id id) {
    Announcement announcement = alive.get(id);
    if (announcement == null || !standing.isPublished(id)) {
      return Optional.empty();
    }
    return Optional.of(published(announcement));
  }

  private Published published(Announcement announcement) {
    Map<String, List<InetAddress>> addresses = new HashMap<>(2);
    HostNames.of(announcement).forEach(host -> addresses.put(host, hosts.addresses(host)));
    return new Published(announcement, addresses);
  }

  private Contribution contribution(Published now) {
    List<Problem> found = new ArrayList<>();
    Contribution contribution = contribution(now, found::add);
    problems.replace(now.announcement().key(), found);
    return contribution;
  }

  private Contribution contribution(Published what, Consumer<Problem> found) {
    return AnnouncementRecords.of(options, names, what.announcement(), what.addresses(), found);
  }

  /**
   * A framework in our part of the zone is none; its tasks have no name then.
   *
   * @param reserved gets those that came there or left, and whether they are there
   */
  private List<Change> withoutReserved(List<Change> changes, Map<Framework, Boolean> reserved) {
    List<Change> kept = new ArrayList<>(changes.size());
    for (Change change : changes) {
      boolean was = change.before().filter(this::isReserved).isPresent();
      boolean is = change.after().filter(this::isReserved).isPresent();
      if (was || is) {
        reserved.put((Framework) change.after().or(change::before).orElseThrow(), is);
        if (!was) {
          change.before().map(Change.Removed::new).ifPresent(kept::add);
        } else if (!is) {
          change.after().map(Change.Added::new).ifPresent(kept::add);
        }
      } else {
        kept.add(change);
      }
    }
    return kept;
  }

  private boolean isReserved(Entity entity) {
    return entity instanceof Framework framework
        && ("." + options.rules().fragment(framework.name()))
            .endsWith("." + AnnouncementRecords.LABEL);
  }

  private void report(Framework framework, boolean reserved) {
    problems.replace(
        framework.key(),
        reserved
            ? List.of(
                new Problem(
                    NameProblem.RESERVED,
                    framework.key(),
                    "its name \""
                        + framework.name()
                        + "\" ends in \""
                        + AnnouncementRecords.LABEL
                        + "\", where announcements have their names; it and its tasks have none,"
                        + " rename it or don't follow ServerSets"))
            : List.of());
  }

  /** All that an announcement's records depend on. */
  private record Published(Announcement announcement, Map<String, List<InetAddress>> addresses) {}
}
