package io.herald.services;

import io.herald.catalog.Change;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.services.host.HostBook;
import io.herald.services.instance.EnvironmentRule;
import io.herald.services.instance.Instance;
import io.herald.services.instance.Located;
import io.herald.services.instance.LocatedAgent;
import io.herald.services.instance.LocatedFramework;
import io.herald.services.instance.LocatedMasters;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The cluster, and how each of its entities is reached at this moment. Holds the catalog's own
 * objects; everything else is computed on demand. Used by one thread at a time.
 */
final class ClusterState {

  private final HostBook hosts;
  private final List<AnnouncedEndpoint> configuredMasters;
  private final EnvironmentRule environments;
  private final TaskIndex tasks = new TaskIndex();
  private final Map<String, Framework> frameworks = new LinkedHashMap<>();
  private final Map<String, Agent> agents = new HashMap<>();
  private Masters masters = Masters.NONE;
  private long made;

  /**
   * An empty cluster.
   *
   * @param options of the masters, whose hosts are resolved even if the cluster doesn't name them,
   *     and of environments
   */
  ClusterState(HostBook hosts, ServicesOptions options) {
    this.hosts = hosts;
    this.configuredMasters = options.masters();
    this.environments = options.environments();
    configuredMasters.forEach(master -> hosts.retain(master.host(), Masters.Id.MASTERS));
  }

  Collection<Framework> frameworks() {
    return frameworks.values();
  }

  Collection<Agent> agents() {
    return agents.values();
  }

  Masters masters() {
    return masters;
  }

  TaskIndex tasks() {
    return tasks;
  }

  List<InetAddress> addresses(String host) {
    return hosts.addresses(host);
  }

  /** How many instances were made since the start: what batches cost, whatever the machine. */
  long made() {
    return made;
  }

  Optional<Framework> frameworkOf(Task task) {
    return Optional.ofNullable(frameworks.get(task.frameworkId()));
  }

  Optional<Agent> agentOf(Task task) {
    return Optional.ofNullable(agents.get(task.agentId()));
  }

  /** Adds the entity's key, and those of the tasks whose addresses or names its change affects. */
  void touch(Change change, Set<Entity.Key> touched) {
    Entity entity = change.after().or(change::before).orElseThrow();
    touched.add(entity.key());
    if (entity instanceof Agent agent && !host(change.before()).equals(host(change.after()))) {
      tasks.forEachOfAgent(agent.id(), task -> touched.add(task.key()));
    } else if (entity instanceof Framework framework
        && !name(change.before()).equals(name(change.after()))) {
      tasks.ofFramework(framework.id()).forEach(task -> touched.add(task.key()));
    }
  }

  private static Optional<String> host(Optional<Entity> agent) {
    return agent.map(Agent.class::cast).map(a -> a.pid().host());
  }

  private static Optional<String> name(Optional<Entity> framework) {
    return framework.map(Framework.class::cast).map(Framework::name);
  }

  /** Adds the keys of the entities that name the host, and of the tasks on such agents. */
  void touchUsers(String host, Set<Entity.Key> touched) {
    for (Entity.Key user : hosts.users(host)) {
      touched.add(user);
      if (user instanceof Agent.Id agent) {
        tasks.forEachOfAgent(agent.value(), task -> touched.add(task.key()));
      }
    }
  }

  /** Applies the change. */
  void store(Change change) {
    Entity entity = change.after().or(change::before).orElseThrow();
    boolean gone = change.after().isEmpty();
    if (entity instanceof Task task) {
      if (gone) {
        tasks.remove(task.key());
      } else {
        tasks.put(task);
      }
    } else if (entity instanceof Agent agent) {
      Agent before = gone ? agents.remove(agent.id()) : agents.put(agent.id(), agent);
      moveHosts(
          agent.key(),
          before == null ? Set.of() : Set.of(before.pid().host()),
          gone ? Set.of() : Set.of(agent.pid().host()));
    } else if (entity instanceof Framework framework) {
      Framework before =
          gone ? frameworks.remove(framework.id()) : frameworks.put(framework.id(), framework);
      moveHosts(
          framework.key(),
          before == null ? Set.of() : Set.of(LocatedFramework.host(before)),
          gone ? Set.of() : Set.of(LocatedFramework.host(framework)));
    } else if (entity instanceof Masters now) {
      Set<String> before = hosts(masters);
      Optional<AnnouncedEndpoint> leader = gone ? Optional.empty() : now.leader();
      masters = new Masters(leader.or(masters::leader), gone ? List.of() : now.others());
      moveHosts(Masters.Id.MASTERS, before, hosts(masters));
    }
  }

  /** The hosts of all masters, the configured ones included. */
  private Set<String> hosts(Masters of) {
    Set<String> names = new HashSet<>();
    configuredMasters.forEach(master -> names.add(master.host()));
    of.others().forEach(master -> names.add(master.host()));
    of.leader().ifPresent(leader -> names.add(leader.host()));
    return names;
  }

  private void moveHosts(Entity.Key user, Set<String> before, Set<String> after) {
    for (String host : after) {
      if (!before.contains(host)) {
        hosts.retain(host, user);
      }
    }
    for (String host : before) {
      if (!after.contains(host)) {
        hosts.release(host, user);
      }
    }
  }

  /** Empty for what isn't there, and for a task without a known framework or agent. */
  Optional<? extends Located> find(Entity.Key key) {
    if (key instanceof Task.Id id) {
      return tasks.find(id).flatMap(this::instance);
    } else if (key instanceof Agent.Id id) {
      return Optional.ofNullable(agents.get(id.value()))
          .map(agent -> new LocatedAgent(agent, hosts.addresses(agent.pid().host())));
    } else if (key instanceof Framework.Id id) {
      return Optional.ofNullable(frameworks.get(id.value()))
          .map(f -> new LocatedFramework(f, hosts.addresses(LocatedFramework.host(f))));
    } else if (key instanceof Masters.Id) {
      return Optional.of(locatedMasters());
    }
    return Optional.empty();
  }

  Optional<Instance> instance(Task task) {
    Framework framework = frameworks.get(task.frameworkId());
    Agent agent = agents.get(task.agentId());
    if (framework == null || agent == null) {
      return Optional.empty();
    }
    made++;
    return Optional.of(
        new Instance(
            ServiceKey.of(task, framework, environments),
            task,
            framework,
            agent,
            hosts.addresses(agent.pid().host())));
  }

  private LocatedMasters locatedMasters() {
    Map<String, List<InetAddress>> addresses = new HashMap<>();
    hosts(masters).forEach(host -> addresses.put(host, hosts.addresses(host)));
    return new LocatedMasters(masters, addresses);
  }

  /** Every key that {@link #find} may have something for. */
  void forEachKey(Consumer<Entity.Key> action) {
    action.accept(Masters.Id.MASTERS);
    agents.values().forEach(agent -> action.accept(agent.key()));
    frameworks.values().forEach(framework -> action.accept(framework.key()));
    tasks.forEach(task -> action.accept(task.key()));
  }
}
