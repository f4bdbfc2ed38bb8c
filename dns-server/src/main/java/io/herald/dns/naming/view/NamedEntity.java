package io.herald.dns.naming.view;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.TaskHash;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.NameStatus;
import io.herald.dns.naming.records.Named;
import io.herald.dns.naming.records.TaskRecords;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import io.herald.services.problem.Problem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One entity of a snapshot, to find out where a record comes from or why it is missing. Records and
 * problems are computed on demand, by the functions that fill the zone.
 */
public final class NamedEntity {

  private final Entity entity;
  private final Optional<Framework> framework;
  private final Optional<Agent> agent;
  private final List<InetAddress> addresses;
  private final Optional<String> withheld;
  private final String environment;
  private final Function<Consumer<Problem>, List<Contribution>> contribution;
  private final Supplier<Contribution> ifItRan;

  private NamedEntity(
      Entity entity,
      Optional<Framework> framework,
      Optional<Agent> agent,
      List<InetAddress> addresses,
      Optional<String> withheld,
      String environment,
      Function<Consumer<Problem>, List<Contribution>> contribution,
      Supplier<Contribution> ifItRan) {
    this.entity = entity;
    this.framework = framework;
    this.agent = agent;
    this.addresses = List.copyOf(addresses);
    this.withheld = withheld;
    this.environment = environment;
    this.contribution = contribution;
    this.ifItRan = ifItRan;
  }

  /** An agent, a framework or the masters. */
  public static NamedEntity of(
      NamingOptions options, Entity entity, List<InetAddress> addresses, Optional<Named> named) {
    Function<Consumer<Problem>, List<Contribution>> records = contribution(options, named);
    return new NamedEntity(
        entity,
        Optional.empty(),
        Optional.empty(),
        addresses,
        Optional.empty(),
        "",
        records,
        () -> records.apply(problem -> {}).get(0));
  }

  /** A task; its framework and agent are empty if they aren't known. */
  public static NamedEntity of(
      NamingOptions options,
      Task task,
      Optional<Framework> framework,
      Optional<Agent> agent,
      List<InetAddress> agentAddresses,
      Optional<Named> named) {
    return new NamedEntity(
        task,
        framework,
        agent,
        agentAddresses,
        withheld(options, task, named),
        named
            .map(Named::located)
            .map(at -> at instanceof Instance instance ? instance.service().environment() : "")
            .orElse(""),
        contribution(options, named),
        () ->
            framework
                .map(of -> somewhere(options, running(options, task), of))
                .orElse(Contribution.NONE));
  }

  /**
   * An announcement.
   *
   * @param environment that it is in; empty if in none
   * @param published whether it has its records; unhealthy ones may not
   */
  public static NamedEntity of(
      Announcement announcement,
      String environment,
      boolean published,
      Function<Consumer<Problem>, List<Contribution>> contribution) {
    return new NamedEntity(
        announcement,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        published
            ? Optional.empty()
            : Optional.of(
                "its task's health check fails, and healthy members of its set are there"),
        environment,
        published ? contribution : problems -> List.of(Contribution.NONE),
        () -> contribution.apply(problem -> {}).get(0));
  }

  private static Function<Consumer<Problem>, List<Contribution>> contribution(
      NamingOptions options, Optional<Named> named) {
    return problems ->
        named.map(it -> it.contributions(options, problems)).orElse(List.of(Contribution.NONE));
  }

  private static Optional<String> withheld(
      NamingOptions options, Task task, Optional<Named> named) {
    Publication publication = options.publication();
    if (!publication.admits(task)) {
      return Optional.of(
          "its state is "
              + task.state()
              + ", and only tasks in "
              + String.join(", ", publication.states().stream().sorted().toList())
              + " have names");
    } else if (!new InstanceLabels(task).isPublished(Map.of())) {
      return Optional.of(
          "its label " + InstanceLabels.PREFIX + InstanceLabels.PUBLISH + " excludes it");
    } else if (named
        .filter(it -> !TaskRecords.isPublished(publication, task, it.status()))
        .isPresent()) {
      return Optional.of("its health check fails, and healthy tasks of its name are there");
    }
    return Optional.empty();
  }

  /** Healthy, and without the labels that may have caused it to be left out. */
  private static Task running(NamingOptions options, Task task) {
    return new Task(
        task.frameworkId(),
        task.id(),
        task.name(),
        task.agentId(),
        options.publication().states().iterator().next(),
        Optional.of(RunningStatus.EMPTY),
        task.ports(),
        task.discovery().map(NamedEntity::withoutLabels),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  private static Discovery withoutLabels(Discovery discovery) {
    return new Discovery(
        discovery.name(),
        discovery.environment(),
        discovery.location(),
        discovery.version(),
        discovery.visibility(),
        discovery.ports().stream()
            .map(p -> new Discovery.Port(p.number(), p.name(), p.protocol(), Map.of()))
            .toList(),
        Map.of());
  }

  private static Contribution somewhere(NamingOptions options, Task task, Framework framework) {
    return TaskRecords.of(
        options.withSources(List.of(IpSource.HOST)),
        task,
        framework,
        options.rules().fragment(framework.name()),
        task.discovery().map(Discovery::environment).orElse(""),
        List.of(InetAddress.getLoopbackAddress()),
        NameStatus.ALONE,
        problem -> {});
  }

  public Entity entity() {
    return entity;
  }

  /** A task's framework; empty if it isn't known, and for other entities. */
  public Optional<Framework> framework() {
    return framework;
  }

  /** A task's agent; empty if it isn't known, and for other entities. */
  public Optional<Agent> agent() {
    return agent;
  }

  /** Addresses of its host, or of a task's agent; empty until the host is resolved. */
  public List<InetAddress> addresses() {
    return addresses;
  }

  /** Why it is left out on purpose, as a clause; empty if it is served. */
  public Optional<String> withheld() {
    return withheld;
  }

  /** A task's or announcement's environment, as it is given; empty if it is in none. */
  public String environment() {
    return environment;
  }

  /** Its records, as they are in the zone. */
  public List<ResourceRecord> records() {
    return contributions().stream().flatMap(each -> each.records().stream()).toList();
  }

  /** The same with who may see them. */
  public List<Contribution> contributions() {
    return contribution.apply(problem -> {});
  }

  /** Its problems. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    var unused = contribution.apply(problems::add);
    return problems;
  }

  /**
   * The records, addresses aside, that a task or announcement would have if it were healthy and on
   * a known agent; for other entities the same as {@link #records}.
   */
  public List<ResourceRecord> recordsIfItRan() {
    return ifItRan.get().records();
  }

  /** Whether a name is the task's canonical one, which holds the hash of its id. */
  public boolean isCanonical(String name) {
    return entity instanceof Task task && name.contains("-" + TaskHash.of(task.id()) + "-");
  }
}
