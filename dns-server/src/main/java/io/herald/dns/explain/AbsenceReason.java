package io.herald.dns.explain;

import io.herald.catalog.MissingPermission;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.view.NamedEntity;
import io.herald.dns.naming.view.NamingSnapshot;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.instance.IpSource;
import io.herald.services.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Why a name of the domain has no records. */
final class AbsenceReason {

  private static final int TASKS = 5;

  private final NamingSnapshot snapshot;
  private final Names names;
  private final String name;
  private final List<String> reasons = new ArrayList<>();

  AbsenceReason(NamingSnapshot snapshot, Names names, String name) {
    this.snapshot = snapshot;
    this.names = names;
    this.name = name;
  }

  /** The name as the rules would write it: its characters replaced, its labels cut. */
  Set<String> formsInDns() {
    String relative = names.relative(name);
    Set<String> forms = new LinkedHashSet<>();
    if (Arrays.stream(relative.split("\\.", -1)).noneMatch(String::isEmpty)) {
      snapshot.fitted(relative).map(Names::shown).ifPresent(forms::add);
    }
    LabelRules rules = snapshot.options().rules();
    String ruled =
        Arrays.stream(relative.split("\\."))
            .map(l -> l.startsWith("_") ? "_" + rules.label(l.substring(1)) : rules.label(l))
            .collect(Collectors.joining("."));
    forms.add(ruled + "." + names.domain());
    forms.remove(name);
    return forms;
  }

  List<String> reasons() {
    tooLong();
    int tasks = 0;
    for (NamedEntity entity : snapshot.entities()) {
      boolean mayBeWithheld =
          entity.entity() instanceof Task || entity.entity() instanceof Announcement;
      if (mayBeWithheld && wouldHave(entity)) {
        tasks++;
        if (tasks <= TASKS) {
          reasons.add(NameWarnings.described(entity) + " would have it, but " + whyNot(entity));
        }
      }
    }
    if (tasks > TASKS) {
      reasons.add("and so would " + (tasks - TASKS) + " others");
    }
    if (names.isReverse(name)) {
      reasons.add("an address has a PTR record if exactly one agent or container has it");
    } else if (tasks == 0) {
      unnamed();
      framework();
      unseen();
    }
    return reasons;
  }

  /** The masters may hide the entity that has this name. */
  private void unseen() {
    if (snapshot.loaded()) {
      MissingPermission.hint(count(Agent.class), count(Framework.class), count(Task.class))
          .ifPresent(reasons::add);
    }
  }

  private long count(Class<? extends Entity> kind) {
    return snapshot.entities().stream().filter(e -> kind.isInstance(e.entity())).count();
  }

  private boolean wouldHave(NamedEntity entity) {
    for (ResourceRecord record : entity.recordsIfItRan()) {
      if (Names.shown(record.owner()).equals(name)) {
        return true;
      }
    }
    return false;
  }

  private String whyNot(NamedEntity entity) {
    if (entity.withheld().isPresent()) {
      return entity.withheld().get();
    }
    if (entity.entity() instanceof Task task) {
      if (entity.agent().isEmpty()) {
        return "the master doesn't list its agent " + task.agentId();
      } else if (entity.addresses().isEmpty()) {
        return "the host of its agent, "
            + entity.agent().get().pid().host()
            + ", has not been resolved to an address";
      }
    }
    List<Problem> problems = entity.problems();
    if (!problems.isEmpty()) {
      return problems.stream().map(Problem::what).collect(Collectors.joining("; "));
    }
    if (snapshot.options().ipSources().isEmpty() || !(entity.entity() instanceof Task)) {
      return "it has no known address";
    }
    return "none of IPSources ("
        + snapshot.options().ipSources().stream()
            .map(IpSource::text)
            .collect(Collectors.joining(", "))
        + ") gives an address for it";
  }

  /** Longer than DNS can hold. */
  private void tooLong() {
    String relative = names.relative(name);
    boolean label =
        Arrays.stream(relative.split("\\.", -1)).anyMatch(l -> bytes(l) > DnsName.MAX_LABEL);
    if (label || bytes(name) + 2 > DnsName.MAX_LENGTH) {
      reasons.add(
          (label ? "DNS has labels of at most 63 bytes" : "DNS has names of at most 255 bytes")
              + "; a longer one is served shortened, with a hash at its end");
    }
  }

  /** Tasks without any name that the queried name could be meant for. */
  private void unnamed() {
    String bones = Names.skeleton(name);
    for (NamedEntity entity : snapshot.entities()) {
      for (Problem problem : entity.problems()) {
        boolean alike =
            !(entity.entity() instanceof Task task) || bones.startsWith(bones(task.name()));
        if (alike && reasons.size() < TASKS && problem.kind() == NameProblem.EMPTY_LABEL) {
          reasons.add(NameWarnings.described(entity) + " has no such name: " + problem.what());
        }
      }
    }
  }

  private static String bones(String name) {
    return Names.skeleton(name.toLowerCase(Locale.ROOT));
  }

  /** Whether at least the framework is known that the end of the name means. */
  private void framework() {
    String relative = names.relative(name).replaceFirst("\\.slave$", "");
    LabelRules rules = snapshot.options().rules();
    for (NamedEntity entity : snapshot.entities()) {
      if (entity.entity() instanceof Framework framework) {
        String fragment = rules.fragment(framework.name());
        if (!fragment.isEmpty() && relative.endsWith("." + fragment)) {
          reasons.add(
              "framework \""
                  + framework.name()
                  + "\" is known, with "
                  + running(framework)
                  + " running tasks, and none of its tasks has this name");
          return;
        }
        if (relative.equals(fragment)) {
          reasons.add(
              "framework \""
                  + framework.name()
                  + "\" is known, but the host of its scheduler has not been resolved");
          return;
        }
      }
    }
    if (relative.contains(".")) {
      reasons.add("no framework has a name that this one ends in");
    }
  }

  private long running(Framework framework) {
    return snapshot.entities().stream()
        .filter(
            entity ->
                entity.entity() instanceof Task task
                    && task.frameworkId().equals(framework.id())
                    && task.state().equals(Task.RUNNING))
        .count();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
