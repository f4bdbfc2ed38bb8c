package io.herald.dns.naming.claims;

import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.NameKey;
import io.herald.dns.naming.names.TaskHash;
import io.herald.dns.naming.names.TaskName;
import io.herald.dns.naming.records.TaskRecords;
import io.herald.services.instance.Instance;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds tasks that share a canonical name: they have the same name, their agents' ids end alike and
 * the five hash characters of their task ids are equal. Among a thousand tasks of one name on one
 * agent this happens in one of seventy clusters, so no state is kept for it; a search looks at
 * every task. Pure functions.
 */
public final class CanonicalCollisions {

  private CanonicalCollisions() {}

  /** A published instance and the name that it shares with others. */
  public record NamedInstance(NameKey name, Instance instance) {}

  /** One problem for each shared name, sorted by name. */
  public static List<Problem> find(
      LabelRules rules, NameClaims claims, List<NamedInstance> instances) {
    Map<Canonical, List<NamedInstance>> alike = new HashMap<>();
    Set<Long> repeated = repeated(instances);
    if (!repeated.isEmpty()) {
      for (NamedInstance named : instances) {
        if (repeated.contains(fingerprint(named))) {
          alike.computeIfAbsent(Canonical.of(named), c -> new ArrayList<>(2)).add(named);
        }
      }
    }
    Map<String, Set<String>> claimants = new LinkedHashMap<>();
    for (List<NamedInstance> several : alike.values()) {
      if (several.size() > 1) {
        several.forEach(named -> claim(rules, named, claimants));
      }
    }
    List<Problem> problems = new ArrayList<>();
    claimants.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(name -> claims.collision(name.getKey(), name.getValue()).ifPresent(problems::add));
    return problems;
  }

  private static void claim(
      LabelRules rules, NamedInstance named, Map<String, Set<String>> claimants) {
    Task task = named.instance().task();
    for (String form : TaskName.forms(rules, task, (kind, what) -> {})) {
      claimants
          .computeIfAbsent(
              TaskRecords.canonical(form, task) + "." + named.name().framework(),
              name -> new TreeSet<>())
          .add(ProblemBook.named(task.key()));
    }
  }

  /** What distinguishes a task's canonical name from others. */
  private record Canonical(NameKey name, String hash, String tail) {

    static Canonical of(NamedInstance named) {
      Task task = named.instance().task();
      return new Canonical(
          named.name(), TaskHash.of(task.id()), TaskRecords.agentTail(task.agentId()));
    }
  }

  /**
   * Fingerprints that occur more than once: equal names have equal ones, different names hardly
   * ever.
   */
  private static Set<Long> repeated(List<NamedInstance> instances) {
    long[] all = instances.stream().mapToLong(CanonicalCollisions::fingerprint).sorted().toArray();
    Set<Long> repeated = new HashSet<>();
    for (int i = 1; i < all.length; i++) {
      if (all[i] == all[i - 1]) {
        repeated.add(all[i]);
      }
    }
    return repeated;
  }

  private static long fingerprint(NamedInstance named) {
    Task task = named.instance().task();
    int tail = TaskRecords.agentTail(task.agentId()).hashCode();
    // 32 bits of the name, 25 of the hash, and the tail over all.
    return ((long) named.name().hashCode() << 32 | TaskHash.bits(task.id()))
        ^ tail * 0x9e37_79b9_7f4aL;
  }
}
