package io.herald.dns.naming;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.announcement.AnnouncedNames;
import io.herald.dns.naming.claims.CanonicalCollisions;
import io.herald.dns.naming.claims.NameClaims;
import io.herald.dns.naming.claims.ReverseNames;
import io.herald.dns.naming.claims.TaskNames;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.names.ReservedNames;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.Named;
import io.herald.dns.naming.records.ServerRecords;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.naming.view.FrameworkListing;
import io.herald.dns.naming.view.NamedEntity;
import io.herald.dns.naming.view.NamingSnapshot;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.ServiceBatch;
import io.herald.services.ServiceListener;
import io.herald.services.Services;
import io.herald.services.ServicesView;
import io.herald.services.instance.LocatedMasters;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Turns the batches of {@link Services} into changes of the zone: it removes the old contribution
 * of each entity that a batch touches and adds the new one. A batch costs what it changes; the
 * other tasks of a name are looked at only if its status changes.
 *
 * <p>Batches and the operator's own records may come from different threads; they are applied one
 * at a time.
 */
public final class Naming implements ServiceListener {

  private final NamingOptions options;
  private final Services services;
  private final ZoneWriter zone;
  private final ProblemBook problems;
  private final Optional<AnnouncedNames> announced;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final NameClaims claims;

  @GuardedBy("lock")
  private final TaskNames names;

  @GuardedBy("lock")
  private final ReverseNames reverse;

  @GuardedBy("lock")
  private Contribution statics = Contribution.NONE;

  @GuardedBy("lock")
  private boolean serverNamed;

  @GuardedBy("lock")
  private boolean loaded;

  /**
   * Creates a naming; subscribe it to the services.
   *
   * @param services made with {@link NamingOptions#services}
   */
  public Naming(NamingOptions options, Services services, ZoneWriter zone) {
    this.options = requireNonNull(options, "options");
    this.services = requireNonNull(services, "services");
    this.zone = requireNonNull(zone, "zone");
    this.problems = services.problems();
    this.claims = new NameClaims(options, problems);
    this.names = new TaskNames(options, claims);
    this.reverse = new ReverseNames(options);
    this.announced =
        services.serverSetRoot().map(root -> new AnnouncedNames(options, root, zone, problems));
  }

  @Override
  public void onBatch(ServiceBatch batch, ServicesView now) {
    lock.lock();
    try {
      // First, so that announced names are served as soon as the zone is loaded.
      announced.ifPresent(names -> names.apply(batch));
      apply(new NamingChange(names, announced.isPresent(), batch, now));
      if (batch.complete() && !loaded) {
        loaded = true;
        zone.loaded();
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void apply(NamingChange change) {
    claims.report();
    change.gone().forEach(key -> problems.replace(key, List.of()));
    change.before().forEach(named -> reverse.count(named, -1));
    change.after().forEach(named -> reverse.count(named, 1));
    ReverseNames.PointerChanges pointers = reverse.changes();
    List<Contribution> fresh = new ArrayList<>(pointers.added());
    if (!serverNamed) {
      serverNamed = true;
      fresh.add(ServerRecords.of(options));
    }
    zone.apply(
        new MadeContributions(
            pointers.removed(),
            change.before(),
            named -> named.contributions(options, problem -> {})),
        new MadeContributions(fresh, change.after(), this::contributions));
    change.reserved().forEach(framework -> problems.replace(framework.key(), reserved(framework)));
    if (!loaded) {
      change.after().stream()
          .filter(named -> named.located() instanceof LocatedMasters)
          .forEach(this::completeMasters);
    }
  }

  /** ZooKeeper names the masters before any of them has sent a snapshot of its cluster. */
  private void completeMasters(Named masters) {
    zone.complete(
        masters.contribution(options, problem -> {}).records().stream()
            .map(ResourceRecord::owner)
            .collect(Collectors.toSet()));
  }

  private List<Contribution> contributions(Named named) {
    List<Problem> found = new ArrayList<>();
    List<Contribution> contributions = named.contributions(options, found::add);
    problems.replace(named.key(), found);
    return contributions;
  }

  private static List<Problem> reserved(Framework framework) {
    return List.of(
        new Problem(
            NameProblem.RESERVED,
            framework.key(),
            "its name \""
                + framework.name()
                + "\" ends in \""
                + ReservedNames.ANNOUNCED
                + "\", where announcements have their names; it and its tasks have none,"
                + " rename it or don't follow ServerSets"));
  }

  /**
   * Replaces the operator's own records, which are served beside those of the cluster.
   *
   * @param records all of them, in the domain or in a configured reverse network
   */
  public void replaceStatic(List<ResourceRecord> records) {
    lock.lock();
    try {
      Contribution old = statics;
      statics = new Contribution(records);
      claims.replaceFile(old, statics);
      zone.apply(List.of(old), List.of(statics));
    } finally {
      lock.unlock();
    }
  }

  /** The current problems, except those that {@link #canonicalCollisions} finds. */
  public ProblemBook problems() {
    return problems;
  }

  /**
   * Finds canonical names that several tasks share. Looks at every task: too expensive for each
   * scrape of the metrics.
   */
  public List<Problem> canonicalCollisions() {
    return services.read(
        now -> {
          lock.lock();
          try {
            return CanonicalCollisions.find(options.rules(), claims, reader(now).admitted());
          } finally {
            lock.unlock();
          }
        });
  }

  /** The frameworks with their tasks and the records of these, in the order in which they came. */
  public List<FrameworkListing> listing() {
    return services.read(
        now -> {
          lock.lock();
          try {
            return reader(now).listing();
          } finally {
            lock.unlock();
          }
        });
  }

  /**
   * What each instance of a service that has any records contributes; under announced names too.
   */
  public Map<Task.Id, List<Contribution>> records(ServiceKey service) {
    return services.read(
        now -> {
          lock.lock();
          try {
            return reader(now).records(service);
          } finally {
            lock.unlock();
          }
        });
  }

  /** Everything that has or could have names, for explanations. Costs one reference per entity. */
  public NamingSnapshot snapshot() {
    return services.read(
        now -> {
          lock.lock();
          try {
            List<NamedEntity> entities = reader(now).entities();
            announced.ifPresent(of -> entities.addAll(of.entities(now)));
            return new NamingSnapshot(options, loaded, entities, statics.records(), reverse.all());
          } finally {
            lock.unlock();
          }
        });
  }

  @GuardedBy("lock")
  private NamingReader reader(ServicesView now) {
    return new NamingReader(options, names, announced, now);
  }

  /** Reports why the zone file can't be used; an empty sentence clears the problem. */
  public void staticProblem(String file, Optional<String> sentence) {
    problems.replace(
        file,
        sentence.stream()
            .map(what -> new Problem(NameProblem.ZONE_FILE, Optional.empty(), what))
            .toList());
  }

  /**
   * Reports the types of which a name has more records than a message can hold; an empty list
   * clears the problem. From any thread.
   */
  public void tooManyRecords(DnsName owner, List<RecordType> types) {
    String name = owner.toString();
    problems.replace(
        name + " " + NameProblem.TOO_MANY_RECORDS.text(),
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
}
