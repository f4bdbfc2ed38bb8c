package io.herald.dns.explain;

import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.view.NamedEntity;
import io.herald.services.problem.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Warnings about the entities that give a name its records. */
final class NameWarnings {

  private static final int PROBLEMS = 5;

  private final Names names;
  private final String name;

  NameWarnings(Names names, String name) {
    this.names = names;
    this.name = name;
  }

  List<String> of(Collection<NamedEntity> givers) {
    List<String> warnings = new ArrayList<>();
    Set<String> owners = new TreeSet<>();
    boolean shared = false;
    for (NamedEntity giver : givers) {
      if (giver.entity() instanceof Task task) {
        owners.add(
            "task \""
                + task.discovery()
                    .map(Discovery::name)
                    .filter(n -> !n.isEmpty())
                    .orElse(task.name())
                + "\" of framework \""
                + giver.framework().map(Framework::name).orElse("")
                + "\"");
      } else if (giver.entity() instanceof Framework framework) {
        owners.add("framework \"" + framework.name() + "\"");
      } else if (!(giver.entity() instanceof Announcement)) {
        shared = true;
      }
    }
    if (owners.size() > 1 || (shared && !owners.isEmpty())) {
      String others = shared ? " and what every cluster has" : "";
      warnings.add(
          "several entities have this name, so their records are mixed: "
              + String.join(", ", owners)
              + others);
    }
    for (NamedEntity giver : givers) {
      for (Problem problem : giver.problems()) {
        if (warnings.size() < PROBLEMS) {
          warnings.add(described(giver) + ": " + problem.what());
        }
      }
    }
    if (givers.size() > 1 && givers.stream().allMatch(g -> g.isCanonical(names.relative(name)))) {
      warnings.add("two task ids have the same hash, so these tasks share a canonical name");
    }
    return warnings;
  }

  /** The entity in words: {@code task web.1 of framework marathon}. */
  static String described(NamedEntity entity) {
    if (entity.entity() instanceof Task task) {
      return "task "
          + task.id()
          + " of framework "
          + entity.framework().map(Framework::name).orElse(task.frameworkId());
    } else if (entity.entity() instanceof Framework framework) {
      return "framework " + framework.name();
    }
    if (entity.entity() instanceof Announcement announcement) {
      return "announcement " + announcement.path() + "/" + announcement.member();
    }
    return entity.entity().key().toString();
  }
}
