package io.herald.dns.naming;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.CatalogListener;
import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.claims.NameClaims;
import io.herald.dns.naming.claims.ReverseNames;
import io.herald.dns.naming.claims.TaskNames;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.FrameworkRecords;
import io.herald.dns.naming.records.NameStatus;
import io.herald.dns.naming.records.ServerRecords;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.host.HostBook;
import io.herald.services.host.HostResolver;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns the catalog's batches into the zone's changes. A batch costs what it changes: the old
 * contribution of each entity it touches goes out, the new one comes in; a changed agent or
 * framework takes its tasks along.
 *
 * <p>Batches and resolved hosts may come from different threads; one at a time is applied. Never
 * waits for a name to be resolved: a host known by name has no addresses until it is. While nobody
 * leads, the last leader's names stay.
 */
public final class Naming implements CatalogListener {

  private final NamingOptions options;
  private final ZoneWriter zone;
  private final HostBook hosts;
  private final TaskIndex tasks = new TaskIndex();
  private final NamingState known;
  private final ProblemBook problems = new ProblemBook(NameProblem.REPORTED);
  private final NameClaims claims;
  private final TaskNames services;
  private final CanonicalNames canonicalNames;
  private final ReverseNames reverse;
  private final ReentrantLock lock = new ReentrantLock();

  private Contribution statics = Contribution.NONE;
  private boolean serverNamed;
  private boolean loaded;

  public Naming(NamingOptions options, HostResolver resolver, ZoneWriter zone) {
    this.options = requireNonNull(options, "options");
    this.zone = requireNonNull(zone, "zone");
    this.hosts = new HostBook(resolver, new Resolutions(), "host", problems);
    this.claims = new NameClaims(options, problems);
    this.services =
        new TaskNames(options.rules(), options.forms().dotted(), options.publication(), claims);
    this.known = new NamingState(options, hosts, services, tasks);
    this.canonicalNames = new CanonicalNames(options.rules(), tasks, claims, known::service);
    this.reverse = new ReverseNames(options);
    known.retainMasters();
  }

  @Override
  public void onBatch(ChangeBatch batch) {
    lock.lock();
    try {
      Set<Entity.Key> touched = new LinkedHashSet<>();
      for (Change change : batch.changes()) {
        if (!isOnlyOfAwaiting(change)) {
          touch(change, touched);
        }
      }
      transition(touched, () -> batch.changes().forEach(known::store));
      if (batch.complete() && !loaded) {
        loaded = true;
        zone.loaded();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What can't be served of the entities that are there now. */
  public ProblemBook problems() {
    return problems;
  }

  /** The frameworks with their tasks and the tasks' records, in the order of their coming. */
  public List<FrameworkListing> listing() {
    List<Map.Entry<Framework, List<Inputs.OfTask>>> picture = new ArrayList<>();
    lock.lock();
    try {
      for (Framework framework : known.frameworks()) {
        List<Inputs.OfTask> ofFramework = new ArrayList<>();
        for (Task task : tasks.ofFramework(framework.id())) {
          known.inputs(task).ifPresent(ofFramework::add);
        }
        picture.add(Map.entry(framework, ofFramework));
      }
    } finally {
      lock.unlock();
    }
    return picture.stream()
        .map(entry -> new FrameworkListing(options, entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Everything that has or could have names, for explanations. Costs a reference for each. */
  public NamingSnapshot picture() {
    List<NamedEntity> entities = new ArrayList<>();
    lock.lock();
    try {
      entities.add(named(known.masters(), List.of()));
      for (Agent agent : known.agents()) {
        entities.add(named(agent, hosts.addresses(agent.pid().host())));
      }
      for (Framework framework : known.frameworks()) {
        entities.add(named(framework, hosts.addresses(FrameworkRecords.host(framework))));
      }
      for (Task task : tasks.all()) {
        Optional<Agent> agent = known.agentOf(task);
        entities.add(
            NamedEntity.of(
                options,
                task,
                known.frameworkOf(task),
                agent,
                agent.map(a -> hosts.addresses(a.pid().host())).orElse(List.of()),
                known.inputs(task)));
      }
      return new NamingSnapshot(options, loaded, entities, statics.records(), reverse.all());
    } finally {
      lock.unlock();
    }
  }

  private NamedEntity named(Entity entity, List<InetAddress> addresses) {
    return NamedEntity.of(options, entity, addresses, known.inputs(entity.key()));
  }

  /**
   * Puts other records of the operator's own beside those that the cluster gives.
   *
   * @param records all of them, in the domain or in a configured reverse network
   */
  public void replaceStatic(List<ResourceRecord> records) {
    lock.lock();
    try {
      Contribution old = statics;
      statics = new Contribution(records);
      claims.release(relativeNames(old, false), NameClaims.ZONE_FILE);
      claims.release(relativeNames(old, true), NameClaims.ALIAS);
      claims.claim(relativeNames(statics, false), NameClaims.ZONE_FILE);
      claims.claim(relativeNames(statics, true), NameClaims.ALIAS);
      claims.tell();
      zone.apply(List.of(old), List.of(statics));
    } finally {
      lock.unlock();
    }
  }

  /** Names in the domain that have such records, aliases or others. */
  private List<String> relativeNames(Contribution contribution, boolean aliases) {
    String suffix = "." + options.domain() + ".";
    return contribution.records().stream()
        .filter(record -> (record.type() == RecordType.CNAME) == aliases)
        .map(record -> record.owner().toString())
        .distinct()
        .filter(name -> name.endsWith(suffix))
        .map(name -> name.substring(0, name.length() - suffix.length()))
        .toList();
  }

  /** Why a file of the operator's records can't be used; empty once it can. */
  public void staticProblem(String file, Optional<String> sentence) {
    problems.replace(
        file,
        sentence.stream()
            .map(what -> new Problem(NameProblem.ZONE_FILE, Optional.empty(), what))
            .toList());
  }

  /**
   * Of which types a name of the zone has so many records that no message holds them; none: it is
   * served whole. From any thread.
   */
  public void tooManyRecords(DnsName owner, List<RecordType> types) {
    String name = owner.toString();
    problems.replace(
        name + " " + NameProblem.TOO_MANY_RECORDS,
        types.stream()
            .map(
                type ->
                    new Problem(
                        NameProblem.TOO_MANY_RECORDS,
                        Optional.empty(),
                        name
                            + " has more "
                            + type
                            + " records than one DNS message holds (64 KB); each answer holds"
                            + " another part of them"))
            .toList());
  }

  /** What the resolver finds or doesn't find, from a thread of its own. */
  private final class Resolutions implements HostResolver.Listener {

    @Override
    public void resolved(String host, List<InetAddress> addresses) {
      lock.lock();
      try {
        Set<Entity.Key> touched = new LinkedHashSet<>();
        for (Entity.Key user : hosts.users(host)) {
          touched.add(user);
          if (user instanceof Agent.Id agent) {
            tasks.ofAgent(agent.value()).forEach(task -> touched.add(task.key()));
          }
        }
        transition(touched, () -> hosts.resolved(host, addresses));
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

  /**
   * Whether a task is awaited after a failover, or no longer, and is else what it was: its records
   * are the same, and after a failover there are as many such changes as tasks, twice.
   */
  private static boolean isOnlyOfAwaiting(Change change) {
    return change instanceof Change.Changed changed
        && changed.old() instanceof Task old
        && changed.entity() instanceof Task now
        && old.recovering() != now.recovering()
        && old.withRecovering(now.recovering()).equals(now);
  }

  /** Adds the entity's key, and those of the tasks whose records the change reaches. */
  private void touch(Change change, Set<Entity.Key> touched) {
    Entity entity = change.after().or(change::before).orElseThrow();
    touched.add(entity.key());
    if (entity instanceof Agent agent) {
      if (!host(change.before()).equals(host(change.after()))) {
        tasks.ofAgent(agent.id()).forEach(task -> touched.add(task.key()));
      }
    } else if (entity instanceof Framework framework) {
      if (!name(change.before()).equals(name(change.after()))) {
        tasks.ofFramework(framework.id()).forEach(task -> touched.add(task.key()));
      }
    }
  }

  private static Optional<String> host(Optional<Entity> agent) {
    return agent.map(Agent.class::cast).map(a -> a.pid().host());
  }

  private static Optional<String> name(Optional<Entity> framework) {
    return framework.map(Framework.class::cast).map(Framework::name);
  }

  private void transition(Set<Entity.Key> touched, Runnable change) {
    List<Inputs> before = known.inputs(touched);
    change.run();
    List<Inputs> after = known.inputs(touched);
    restand(before, after, touched);
    Set<Entity.Key> gone = new HashSet<>(touched);
    after.forEach(inputs -> gone.remove(inputs.key()));
    gone.forEach(key -> problems.replace(key, List.of()));
    dropWhatStays(before, after);
    before.forEach(inputs -> reverse.count(inputs, -1));
    after.forEach(inputs -> reverse.count(inputs, 1));
    ReverseNames.Changes pointers = reverse.changes();
    List<Contribution> constant = new ArrayList<>();
    if (!serverNamed) {
      serverNamed = true;
      constant.add(ServerRecords.of(options));
    }
    zone.apply(
        () ->
            Stream.concat(
                    pointers.removed().stream(),
                    before.stream().map(i -> i.contribution(options, problem -> {})))
                .iterator(),
        () ->
            // Not by flatMap: its iterator makes all of an inner stream at once.
            Stream.concat(
                    Stream.concat(constant.stream(), pointers.added().stream()),
                    after.stream().map(this::contribution))
                .iterator());
    if (!loaded && touched.contains(Masters.Id.MASTERS)) {
      tellOfMasters();
    }
  }

  /** Who leads is known from ZooKeeper, before any master has told of its cluster. */
  private void tellOfMasters() {
    Contribution told = known.mastersInputs().contribution(options, problem -> {});
    zone.complete(told.records().stream().map(ResourceRecord::owner).collect(Collectors.toSet()));
  }

  /**
   * Counts the touched tasks out of their names as they were and into those that they have now.
   * Where that changes what other tasks of a name depend on, these change as well. Gives all that
   * is there now its present standing.
   */
  private void restand(List<Inputs> before, List<Inputs> after, Set<Entity.Key> touched) {
    for (Inputs inputs : before) {
      if (inputs instanceof Inputs.OfTask was && services.leave(was.name(), was.task())) {
        canonicalNames.leave(was.name(), was.task());
      }
    }
    for (Inputs inputs : after) {
      if (inputs instanceof Inputs.OfTask is && services.join(is.name(), is.task())) {
        canonicalNames.join(is.name(), is.task());
      }
    }
    canonicalNames.settle();
    claims.tell();
    Map<TaskNames.Key, NameStatus> shifted = services.shifted();
    if (!shifted.isEmpty()) {
      for (Framework framework : known.frameworks()) {
        for (Task task : tasks.ofFramework(framework.id())) {
          NameStatus was = shifted.get(services.key(task, framework));
          Optional<Inputs.OfTask> sibling =
              was == null || touched.contains(task.key()) ? Optional.empty() : known.inputs(task);
          sibling.map(is -> is.withStanding(was)).ifPresent(before::add);
          sibling.ifPresent(after::add);
        }
      }
    }
    after.replaceAll(
        inputs ->
            inputs instanceof Inputs.OfTask is
                ? is.withStanding(services.standing(is.name()))
                : inputs);
  }

  private static void dropWhatStays(List<Inputs> before, List<Inputs> after) {
    if (before.isEmpty() || after.isEmpty()) {
      return;
    }
    Set<Inputs> staying = new HashSet<>(before);
    staying.retainAll(new HashSet<>(after));
    before.removeAll(staying);
    after.removeAll(staying);
  }

  private Contribution contribution(Inputs inputs) {
    List<Problem> found = new ArrayList<>();
    Contribution contribution = inputs.contribution(options, found::add);
    problems.replace(inputs.key(), found);
    return contribution;
  }
}
