package io.herald.dns.naming;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.claims.TaskNames;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.AgentRecords;
import io.herald.dns.naming.records.FrameworkRecords;
import io.herald.dns.naming.records.MasterRecords;
import io.herald.dns.naming.records.NameStatus;
import io.herald.dns.naming.records.TaskRecords;
import io.herald.dns.record.Contribution;
import io.herald.services.problem.Problem;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All that one entity's contribution depends on, and the contribution as a pure function of it. Old
 * contributions are made again from old inputs when they leave the zone; nobody stores them.
 */
public sealed interface Inputs {

  Entity.Key key();

  Contribution contribution(NamingOptions options, Consumer<Problem> problems);

  record OfTask(
      Task task,
      Framework framework,
      List<InetAddress> agentAddresses,
      TaskNames.Key name,
      NameStatus standing)
      implements Inputs {
    @Override
    public Entity.Key key() {
      return task.key();
    }

    @Override
    public Contribution contribution(NamingOptions options, Consumer<Problem> problems) {
      return TaskRecords.of(
          options, task, framework, name.framework(), agentAddresses, standing, problems);
    }

    OfTask withStanding(NameStatus other) {
      return new OfTask(task, framework, agentAddresses, name, other);
    }
  }

  record OfFramework(Framework framework, List<InetAddress> addresses) implements Inputs {
    @Override
    public Entity.Key key() {
      return framework.key();
    }

    @Override
    public Contribution contribution(NamingOptions options, Consumer<Problem> problems) {
      return FrameworkRecords.of(options, framework, addresses, problems);
    }
  }

  record OfAgent(Agent agent, List<InetAddress> addresses) implements Inputs {
    @Override
    public Entity.Key key() {
      return agent.key();
    }

    @Override
    public Contribution contribution(NamingOptions options, Consumer<Problem> problems) {
      return AgentRecords.of(options, agent, addresses, problems);
    }
  }

  record OfMasters(
      List<AnnouncedEndpoint> list,
      Optional<AnnouncedEndpoint> leader,
      Map<String, List<InetAddress>> addresses)
      implements Inputs {
    @Override
    public Entity.Key key() {
      return Masters.Id.MASTERS;
    }

    @Override
    public Contribution contribution(NamingOptions options, Consumer<Problem> problems) {
      return MasterRecords.of(
          options, list, leader, host -> addresses.getOrDefault(host, List.of()), problems);
    }
  }
}
