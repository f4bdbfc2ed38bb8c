package io.herald.dns.naming;

import io.herald.catalog.Change;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.claims.TaskNames;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.FrameworkRecords;
import io.herald.services.host.HostBook;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The cluster as the naming holds it, and what each entity's contribution depends on at this
 * moment. While nobody leads, the last leader stays. Used by one thread at a time.
 */
final class NamingState {

  private final NamingOptions options;
  private final HostBook hosts;
  private final TaskNames services;
  private final TaskIndex tasks;

  private final Map<String, Framework> frameworks = new LinkedHashMap<>();
  private final Map<String, Agent> agents = new HashMap<>();
  private Masters masters = Masters.NONE;

  NamingState(NamingOptions options, HostBook hosts, TaskNames services, TaskIndex tasks) {
    this.options = options;
    this.hosts = hosts;
    this.services = services;
    this.tasks = tasks;
  }

  /** In the order of their coming. */
  Collection<Framework> frameworks() {
    return frameworks.values();
  }

  Collection<Agent> agents() {
    return agents.values();
  }

  Masters masters() {
    return masters;
  }

  Optional<Framework> frameworkOf(Task task) {
    return Optional.ofNullable(frameworks.get(task.frameworkId()));
  }

  Optional<Agent> agentOf(Task task) {
    return Optional.ofNullable(agents.get(task.agentId()));
  }

  /** The hosts of the configured masters are looked up whatever the cluster says. */
  void retainMasters() {
    for (AnnouncedEndpoint master : options.masters()) {
      hosts.retain(master.host(), Masters.Id.MASTERS);
    }
  }

  /** The change is known from now on. */
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
      if (before != null) {
        services.remove(before);
      }
      if (!gone) {
        services.put(framework);
      }
      moveHosts(
          framework.key(),
          before == null ? Set.of() : Set.of(FrameworkRecords.host(before)),
          gone ? Set.of() : Set.of(FrameworkRecords.host(framework)));
    } else if (entity instanceof Masters now) {
      Set<String> before = hosts(masters);
      Optional<AnnouncedEndpoint> leader = gone ? Optional.empty() : now.leader();
      masters = new Masters(leader.or(masters::leader), gone ? List.of() : now.others());
      moveHosts(Masters.Id.MASTERS, before, hosts(masters));
    }
  }

  /** The hosts of all masters, those of the configuration included. */
  private Set<String> hosts(Masters masters) {
    Set<String> hosts = new HashSet<>();
    options.masters().forEach(master -> hosts.add(master.host()));
    masters.others().forEach(master -> hosts.add(master.host()));
    masters.leader().ifPresent(leader -> hosts.add(leader.host()));
    return hosts;
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

  /** Of those that are there, in the order of the keys. */
  List<Inputs> inputs(Set<Entity.Key> keys) {
    List<Inputs> inputs = new ArrayList<>(keys.size());
    for (Entity.Key key : keys) {
      inputs(key).ifPresent(inputs::add);
    }
    return inputs;
  }

  Optional<? extends Inputs> inputs(Entity.Key key) {
    if (key instanceof Task.Id id) {
      return tasks.find(id).flatMap(this::inputs);
    } else if (key instanceof Agent.Id id) {
      return Optional.ofNullable(agents.get(id.value()))
          .map(agent -> new Inputs.OfAgent(agent, hosts.addresses(agent.pid().host())));
    } else if (key instanceof Framework.Id id) {
      return Optional.ofNullable(frameworks.get(id.value()))
          .map(f -> new Inputs.OfFramework(f, hosts.addresses(FrameworkRecords.host(f))));
    } else if (key instanceof Masters.Id) {
      return Optional.of(mastersInputs());
    }
    // Announcements are named beside this: naming.announcement.
    return Optional.empty();
  }

  /** Empty for a task whose framework or agent isn't known: it has no name or no address. */
  Optional<Inputs.OfTask> inputs(Task task) {
    Framework framework = frameworks.get(task.frameworkId());
    Agent agent = agents.get(task.agentId());
    if (framework == null || agent == null) {
      return Optional.empty();
    }
    TaskNames.Key name = services.key(task, framework);
    return Optional.of(
        new Inputs.OfTask(
            task, framework, hosts.addresses(agent.pid().host()), name, services.standing(name)));
  }

  /** The name that the task shares with others; empty while its framework or agent isn't known. */
  Optional<TaskNames.Key> service(Task task) {
    Framework framework = frameworks.get(task.frameworkId());
    return framework == null || !agents.containsKey(task.agentId())
        ? Optional.empty()
        : Optional.of(services.key(task, framework));
  }

  Inputs.OfMasters mastersInputs() {
    List<AnnouncedEndpoint> list = new ArrayList<>(options.masters());
    if (list.isEmpty()) {
      masters.leader().ifPresent(list::add);
      list.addAll(masters.others());
    }
    Map<String, List<InetAddress>> addresses = new HashMap<>();
    list.forEach(master -> addresses.put(master.host(), hosts.addresses(master.host())));
    masters
        .leader()
        .ifPresent(leader -> addresses.put(leader.host(), hosts.addresses(leader.host())));
    return new Inputs.OfMasters(list, masters.leader(), addresses);
  }
}
