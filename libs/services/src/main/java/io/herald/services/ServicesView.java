package io.herald.services;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.services.instance.AnnouncedMember;
import io.herald.services.instance.Instance;
import io.herald.services.instance.Located;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The services and the entities that they are made of, at one moment. Valid only within the call
 * that it was given to; what it returns stays true for that long.
 */
public interface ServicesView {

  /** Every service that has an instance. */
  Set<ServiceKey> services();

  ServiceCounts counts(ServiceKey service);

  /** Its instances, in no order. */
  List<Instance> instances(ServiceKey service);

  /** The tasks that its instances are made of, in no order: cheap, however many there are. */
  List<Task> tasksOf(ServiceKey service);

  /** In the order in which they came. */
  Collection<Framework> frameworks();

  Collection<Agent> agents();

  /** With the last leader, while no master leads. */
  Masters masters();

  /** Members of ServerSets that are alive. */
  Collection<AnnouncedMember> members();

  /** Those of them that belong to the task, in no order: cheap, however many there are. */
  List<AnnouncedMember> membersOf(Task.Id task);

  /** Every task, by framework, including those whose framework or agent isn't known. */
  void forEachTask(Consumer<Task> action);

  Collection<Task> tasksOf(Framework framework);

  /** How many tasks the masters list on the agent. */
  int countTasksOn(Agent agent);

  Optional<Framework> frameworkOf(Task task);

  Optional<Agent> agentOf(Task task);

  /** The addresses of a host that one of the entities names; empty until it is resolved. */
  List<InetAddress> addresses(String host);

  /** Empty for a task whose framework or agent isn't known. */
  Optional<Instance> instance(Task task);

  /** The entity of that key; for a task, its instance. */
  Optional<? extends Located> find(Entity.Key key);
}
