package io.herald.dns.naming;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.announcement.AnnouncedNames;
import io.herald.dns.naming.claims.CanonicalCollisions.NamedInstance;
import io.herald.dns.naming.claims.TaskNames;
import io.herald.dns.naming.names.NameKey;
import io.herald.dns.naming.names.ReservedNames;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.Named;
import io.herald.dns.naming.view.FrameworkListing;
import io.herald.dns.naming.view.NamedEntity;
import io.herald.dns.record.Contribution;
import io.herald.services.ServicesView;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.LocatedFramework;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists what the naming knows at one moment, for the API and for explanations. */
final class NamingReader {

  private final NamingOptions options;
  private final TaskNames names;
  private final Optional<AnnouncedNames> announced;
  private final ServicesView now;

  NamingReader(
      NamingOptions options,
      TaskNames names,
      Optional<AnnouncedNames> announced,
      ServicesView now) {
    this.options = options;
    this.names = names;
    this.announced = announced;
    this.now = now;
  }

  /** The frameworks with their tasks, in the order of their coming. */
  List<FrameworkListing> listing() {
    List<FrameworkListing> listing = new ArrayList<>();
    for (Framework framework : frameworks()) {
      List<Named> tasks = new ArrayList<>();
      now.tasksOf(framework).forEach(task -> named(task).ifPresent(tasks::add));
      listing.add(new FrameworkListing(options, framework, tasks));
    }
    return listing;
  }

  /** What each instance of a service that has any records contributes. */
  Map<Task.Id, List<Contribution>> records(ServiceKey service) {
    Map<Task.Id, List<Contribution>> records = new LinkedHashMap<>();
    for (Instance instance : now.instances(service)) {
      Task.Id task = instance.task().key();
      List<Contribution> own = new ArrayList<>();
      if (isNamed(instance.framework())) {
        own.addAll(named(instance).contributions(options, problem -> {}));
      }
      announced.ifPresent(of -> own.addAll(of.records(now, task)));
      own.removeIf(contribution -> contribution.records().isEmpty());
      if (!own.isEmpty()) {
        records.put(task, own);
      }
    }
    return records;
  }

  /** Everything that has or could have names. */
  List<NamedEntity> entities() {
    List<NamedEntity> entities = new ArrayList<>();
    entities.add(named(now.masters(), Masters.Id.MASTERS, List.of()));
    for (Agent agent : now.agents()) {
      entities.add(named(agent, agent.key(), addresses(agent)));
    }
    for (Framework framework : frameworks()) {
      entities.add(
          named(framework, framework.key(), now.addresses(LocatedFramework.host(framework))));
    }
    now.forEachTask(
        task -> {
          Optional<Agent> agent = now.agentOf(task);
          entities.add(
              NamedEntity.of(
                  options,
                  task,
                  now.frameworkOf(task).filter(this::isNamed),
                  agent,
                  agent.map(this::addresses).orElse(List.of()),
                  named(task)));
        });
    return entities;
  }

  /** The instances whose state and labels let them be published. */
  List<NamedInstance> admitted() {
    List<NamedInstance> admitted = new ArrayList<>();
    for (Framework framework : frameworks()) {
      for (Task task : now.tasksOf(framework)) {
        if (options.publication().admits(task, new InstanceLabels(task))) {
          now.instance(task)
              .ifPresent(
                  instance ->
                      admitted.add(new NamedInstance(names.key(instance.service()), instance)));
        }
      }
    }
    return admitted;
  }

  private List<InetAddress> addresses(Agent agent) {
    return now.addresses(agent.pid().host());
  }

  private List<Framework> frameworks() {
    return now.frameworks().stream().filter(this::isNamed).toList();
  }

  private boolean isNamed(Framework framework) {
    return !(announced.isPresent() && ReservedNames.isReserved(names.fragment(framework.name())));
  }

  private NamedEntity named(Entity entity, Entity.Key key, List<InetAddress> addresses) {
    return NamedEntity.of(options, entity, addresses, now.find(key).map(Named::of));
  }

  private Optional<Named> named(Task task) {
    return now.instance(task).filter(instance -> isNamed(instance.framework())).map(this::named);
  }

  private Named named(Instance instance) {
    NameKey key = names.key(instance.service());
    return new Named(instance, key, names.status(key));
  }
}
