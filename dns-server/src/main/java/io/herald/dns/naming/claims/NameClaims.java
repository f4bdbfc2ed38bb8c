package io.herald.dns.naming.claims;

import io.herald.dns.naming.names.NameKey;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.RecordType;
import io.herald.runtime.text.Printable;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Registers which names are claimed, and reports each name that several claim, or that belongs to
 * the server itself ({@link NamingOptions#isOwn}). Several tasks of one name are not a collision;
 * that two different names become one in DNS is, as {@code a.b} and {@code a-b} do, or two long
 * ones that are cut alike. A claim costs the same however many others have the name. Used by one
 * thread at a time.
 */
public final class NameClaims {

  /** Most claimants that a problem lists. */
  private static final int LISTED = 5;

  private static final int SHOWN = 200;

  /** Claimant of the zone file's records, which are served beside all others. */
  private static final Object ZONE_FILE = "the zone file";

  /** Claimant of the zone file's aliases; an alias is the only record at its name. */
  private static final Object ALIAS = "an alias in the zone file";

  private static final Set<String> FILE = Set.of(described(ZONE_FILE), described(ALIAS));

  private final NamingOptions options;
  private final ProblemBook problems;

  /** A name's claimant, or {@link Several}. */
  private final Map<String, Object> claims = new HashMap<>();

  /** Tasks that want a name as long as it is unclaimed, by name. */
  private final Map<String, Set<NameKey>> wanted = new HashMap<>();

  /** Names whose claimants changed since the last {@link #report}. */
  private final Set<String> touched = new LinkedHashSet<>();

  /** Claimants of one name, as they are described, and how often each claimed it. */
  private static final class Several {
    private final SortedMap<String, Integer> counts = new TreeMap<>();

    void add(Object claimant) {
      counts.merge(described(claimant), 1, Integer::sum);
    }

    void remove(Object claimant) {
      counts.computeIfPresent(described(claimant), (c, count) -> count == 1 ? null : count - 1);
    }
  }

  public NameClaims(NamingOptions options, ProblemBook problems) {
    this.options = options;
    this.problems = problems;
  }

  /**
   * Registers the names for the claimant.
   *
   * @param names relative to the domain
   * @param claimant one that claims a name twice must release it twice
   */
  public void claim(Collection<String> names, Object claimant) {
    for (String name : names) {
      Object before = claims.putIfAbsent(name, claimant);
      if (before != null) {
        Several several;
        if (before instanceof Several already) {
          several = already;
        } else {
          several = new Several();
          several.add(before);
          claims.put(name, several);
        }
        several.add(claimant);
        touched.add(name);
      } else if (options.isOwn(name)) {
        touched.add(name);
      }
    }
  }

  /** Releases one claim of each name. */
  public void release(Collection<String> names, Object claimant) {
    for (String name : names) {
      Object before = claims.get(name);
      if (before instanceof Several several) {
        several.remove(claimant);
        if (several.counts.isEmpty()) {
          claims.remove(name);
        }
        touched.add(name);
      } else {
        claims.remove(name, claimant);
        if (options.isOwn(name)) {
          touched.add(name);
        }
      }
    }
  }

  /** Replaces the zone file's claims. */
  public void replaceFile(Contribution before, Contribution now) {
    release(ofFile(before, false), ZONE_FILE);
    release(ofFile(before, true), ALIAS);
    claim(ofFile(now, false), ZONE_FILE);
    claim(ofFile(now, true), ALIAS);
    report();
  }

  /** Names in the domain that have such records, aliases or others. */
  private List<String> ofFile(Contribution file, boolean aliases) {
    String suffix = "." + options.domain() + ".";
    return file.records().stream()
        .filter(record -> (record.type() == RecordType.CNAME) == aliases)
        .map(record -> record.owner().toString())
        .distinct()
        .filter(name -> name.endsWith(suffix))
        .map(name -> name.substring(0, name.length() - suffix.length()))
        .toList();
  }

  /** These tasks get the name as long as it is unclaimed and no other tasks want it. */
  public void want(String name, NameKey tasks) {
    wanted.computeIfAbsent(name, n -> new HashSet<>(2)).add(tasks);
  }

  public void unwant(String name, NameKey tasks) {
    wanted.computeIfPresent(
        name,
        (n, all) -> {
          all.remove(tasks);
          return all.isEmpty() ? null : all;
        });
  }

  /**
   * The tasks that are affected if one of these names is claimed, released or wanted by others:
   * those that are alone in wanting it. If several want a name, none of them has it.
   */
  public List<NameKey> wantedOnlyBy(Collection<String> names) {
    return wanted.isEmpty()
        ? List.of()
        : names.stream()
            .map(name -> wanted.getOrDefault(name, Set.of()))
            .filter(NameClaims::areOneName)
            .flatMap(Set::stream)
            .toList();
  }

  /** The tasks that will be alone in wanting the name once these don't. */
  public List<NameKey> wantedOtherwiseBy(String name, NameKey tasks) {
    Set<NameKey> others = new HashSet<>(wanted.getOrDefault(name, Set.of()));
    others.remove(tasks);
    return areOneName(others) ? List.copyOf(others) : List.of();
  }

  /** Those of several environments don't take a name from each other. */
  private static boolean areOneName(Set<NameKey> tasks) {
    return tasks.stream().allMatch(each -> each.isSameName(tasks.iterator().next()));
  }

  /**
   * The zone file's records at a name are served beside those of the cluster, so they don't count.
   */
  private boolean isUnclaimedByCluster(String name) {
    Object claim = claims.get(name);
    return claim == null || FILE.containsAll(claimants(name));
  }

  /** Whether these tasks, which want the name, have it. */
  public boolean isFreeFor(String name, NameKey tasks) {
    Set<NameKey> all = wanted.getOrDefault(name, Set.of());
    return isUnclaimedByCluster(name) && all.contains(tasks) && areOneName(all);
  }

  /**
   * Reports the names that were claimed or released since the last call, each once however many
   * claim it.
   */
  public void report() {
    for (String name : touched) {
      problems.replace(
          name + "." + options.domain(), collision(name, claimants(name)).stream().toList());
    }
    touched.clear();
  }

  /** The problem of a name that others claim too; empty if it has one claimant. */
  Optional<Problem> collision(String name, Collection<String> others) {
    SortedSet<String> claimants = new TreeSet<>(claimants(name));
    claimants.addAll(others);
    boolean own = options.isOwn(name);
    if (claimants.isEmpty() || (claimants.size() == 1 && !own)) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            NameProblem.COLLISION,
            Optional.empty(),
            name
                + "."
                + options.domain()
                + " is the name of "
                + listed(claimants)
                + (own ? " and of the server itself" : "")
                + outcome(claimants, own)));
  }

  /** As they are described, sorted. */
  private Set<String> claimants(String name) {
    Object claim = claims.get(name);
    if (claim == null) {
      return Set.of();
    }
    return claim instanceof Several several ? several.counts.keySet() : Set.of(described(claim));
  }

  private String outcome(Set<String> claimants, boolean own) {
    if (claimants.contains(described(ALIAS))) {
      return "; only the alias is served";
    } else if (!own || options.shareOwnNames()) {
      return "; their records are mixed";
    }
    return claimants.contains(described(ZONE_FILE))
        ? "; what the server itself and the zone file have there is served"
        : "; only what the server itself has there is served";
  }

  private static String listed(Set<String> claimants) {
    String first =
        claimants.stream()
            .limit(LISTED)
            .map(claimant -> Printable.of(claimant, SHOWN))
            .collect(Collectors.joining(" and of "));
    return claimants.size() > LISTED ? first + " and of others" : first;
  }

  private static String described(Object claimant) {
    return claimant instanceof NameKey key
        ? "tasks \"" + key.name() + "\" of framework \"" + key.framework() + "\""
        : claimant.toString();
  }
}
