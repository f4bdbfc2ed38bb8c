package io.herald.services;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.services.announcement.AnnouncedMembers;
import io.herald.services.instance.AnnouncedMember;
import io.herald.services.instance.Instance;
import io.herald.services.instance.Located;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The view that readers get of what {@link Services} holds; changes nothing. */
final class HeldServices implements ServicesView {

  private final ClusterState state;
  private final ServiceIndex index;
  private final Optional<AnnouncedMembers> announced;

  HeldServices(ClusterState state, ServiceIndex index, Optional<AnnouncedMembers> announced) {
    this.state = state;
    this.index = index;
    this.announced = announced;
  }

  @Override
  public Set<ServiceKey> services() {
    return index.keys();
  }

  @Override
  public ServiceCounts counts(ServiceKey service) {
    return index.counts(service);
  }

  @Override
  public List<Instance> instances(ServiceKey service) {
    List<Instance> instances = new ArrayList<>();
    index.forEach(service, task -> state.instance(task).ifPresent(instances::add));
    return instances;
  }

  @Override
  public List<Task> tasksOf(ServiceKey service) {
    List<Task> tasks = new ArrayList<>(index.counts(service).instances());
    index.forEach(service, tasks::add);
    return tasks;
  }

  @Override
  public Collection<Framework> frameworks() {
    return state.frameworks();
  }

  @Override
  public Collection<Agent> agents() {
    return state.agents();
  }

  @Override
  public Masters masters() {
    return state.masters();
  }

  @Override
  public Collection<AnnouncedMember> members() {
    return announced.map(AnnouncedMembers::all).orElse(List.of());
  }

  @Override
  public List<AnnouncedMember> membersOf(Task.Id task) {
    return announced.map(members -> members.of(task)).orElse(List.of());
  }

  @Override
  public void forEachTask(Consumer<Task> action) {
    state.tasks().forEach(action);
  }

  @Override
  public Collection<Task> tasksOf(Framework framework) {
    return state.tasks().ofFramework(framework.id());
  }

  @Override
  public int countTasksOn(Agent agent) {
    return state.tasks().countOfAgent(agent.id());
  }

  @Override
  public Optional<Framework> frameworkOf(Task task) {
    return state.frameworkOf(task);
  }

  @Override
  public Optional<Agent> agentOf(Task task) {
    return state.agentOf(task);
  }

  @Override
  public List<InetAddress> addresses(String host) {
    return state.addresses(host);
  }

  @Override
  public Optional<Instance> instance(Task task) {
    return state.instance(task);
  }

  @Override
  public Optional<? extends Located> find(Entity.Key key) {
    return key instanceof Announcement.Id id
        ? announced.flatMap(members -> members.find(id))
        : state.find(key);
  }
}
