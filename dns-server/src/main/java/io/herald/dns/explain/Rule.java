package io.herald.dns.explain;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.view.NamedEntity;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.util.List;

/** The rules by which an entity gets a record, recognised by the form of the record's name. */
public enum Rule {
  FRAMEWORK("address of the framework's scheduler"),
  FRAMEWORK_PORT("port of the framework's scheduler, of its pid"),
  AGENTS("address of an agent"),
  AGENTS_PORT("port of an agent, of its pid"),
  AGENT_HOST("address of the agent, under its host's name"),
  LEADER("address of the leading master"),
  LEADER_PORT("port of the leading master"),
  MASTERS("address of a master"),
  MASTERS_PORT("port of a master"),
  SERVER("address of this DNS server, or of one beside it"),
  TASK("address of the task"),
  TASK_CANONICAL("address of the task, under its canonical name"),
  TASK_AGENT("address of the task's agent"),
  TASK_AGENT_CANONICAL("address of the task's agent, under the task's canonical name"),
  AGENT_PORT("port among the task's resources, at its agent"),
  RESOURCE_PORT("port among the task's resources, as it has no DiscoveryInfo"),
  DISCOVERY_PORT("port of the task's DiscoveryInfo"),
  DISCOVERY_NAMED_PORT("named port of the task's DiscoveryInfo"),
  ANNOUNCEMENT("address of the announcement"),
  ANNOUNCED_PORT("endpoint of the announcement"),
  POINTER("the one name that has this address"),
  ZONE_FILE("record of the zone file"),
  VIP_LABEL("VIP of a label of the task's port"),
  SKYDNS_KEY("SkyDNS' keys at this name and below it"),
  OTHER("made of it");

  private final String meaning;

  Rule(String meaning) {
    this.meaning = meaning;
  }

  /** One clause, without a full stop. */
  public String meaning() {
    return meaning;
  }

  /** The rule of a record that the entity gives. */
  static Rule of(NamedEntity entity, ResourceRecord record, Names names) {
    String name = names.relative(record.owner());
    boolean service = record.type() == RecordType.SRV;
    if (record.type() != RecordType.A && record.type() != RecordType.AAAA && !service) {
      return OTHER;
    } else if (entity.entity() instanceof Task task) {
      return service ? ofPort(task, name) : ofAddress(entity, name);
    } else if (entity.entity() instanceof Framework) {
      return service ? FRAMEWORK_PORT : FRAMEWORK;
    } else if (entity.entity() instanceof Agent) {
      return service ? AGENTS_PORT : name.endsWith(".agent") ? AGENT_HOST : AGENTS;
    } else if (entity.entity() instanceof Announcement) {
      return service ? ANNOUNCED_PORT : ANNOUNCEMENT;
    } else if (entity.entity() instanceof Masters) {
      return ofMasters(service, name);
    }
    return OTHER;
  }

  private static Rule ofMasters(boolean service, String name) {
    if (service) {
      return name.startsWith("_leader.") ? LEADER_PORT : MASTERS_PORT;
    }
    return name.equals("leader") ? LEADER : MASTERS;
  }

  private static Rule ofAddress(NamedEntity entity, String name) {
    boolean canonical = entity.isCanonical(name);
    if (name.endsWith(".slave")) {
      return canonical ? TASK_AGENT_CANONICAL : TASK_AGENT;
    }
    return canonical ? TASK_CANONICAL : TASK;
  }

  private static Rule ofPort(Task task, String name) {
    if (name.endsWith(".slave")) {
      return AGENT_PORT;
    } else if (task.discovery().map(Discovery::name).orElse("").isEmpty()) {
      return RESOURCE_PORT;
    }
    long services =
        List.of(name.split("\\.")).stream().filter(label -> label.startsWith("_")).count();
    return services > 2 ? DISCOVERY_NAMED_PORT : DISCOVERY_PORT;
  }
}
