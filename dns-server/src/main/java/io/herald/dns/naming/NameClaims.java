package io.herald.dns.naming;

import io.herald.dns.naming.Problem.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who has which name, and a problem for each name that several have. Being many tasks of one name
 * is no collision; that two different names become one in DNS is, as {@code a.b} and {@code a-b}
 * do, or two long ones that are cut alike. Used by one thread at a time.
 */
final class NameClaims {

  private final String domain;
  private final ProblemBook problems;
  private final Map<String, List<Object>> claims = new HashMap<>();

  NameClaims(String domain, ProblemBook problems) {
    this.domain = domain;
    this.problems = problems;
  }

  /**
   * The claimant has these names from now on.
   *
   * @param names relative to the domain
   * @param claimant who claims twice is counted twice
   */
  void claim(Collection<String> names, Object claimant) {
    for (String name : names) {
      List<Object> before = claims.get(name);
      if (before == null) {
        claims.put(name, List.of(claimant));
      } else {
        List<Object> now = new ArrayList<>(before);
        now.add(claimant);
        put(name, now);
      }
    }
  }

  /** The claimant has these names once less. */
  void release(Collection<String> names, Object claimant) {
    for (String name : names) {
      List<Object> now = new ArrayList<>(claims.getOrDefault(name, List.of()));
      now.remove(claimant);
      put(name, now);
    }
  }

  private void put(String name, List<Object> claimants) {
    if (claimants.isEmpty()) {
      claims.remove(name);
    } else {
      claims.put(name, List.copyOf(claimants));
    }
    String shown = name + "." + domain;
    List<Object> different = claimants.stream().distinct().toList();
    problems.replace(
        shown,
        different.size() < 2
            ? List.of()
            : List.of(
                new Problem(
                    Kind.COLLISION,
                    Optional.empty(),
                    shown
                        + " is the name of "
                        + different.stream()
                            .map(NameClaims::described)
                            .sorted()
                            .collect(Collectors.joining(" and of "))
                        + "; their records are mixed")));
  }

  private static String described(Object claimant) {
    return claimant instanceof Services.Key key
        ? "tasks \"" + key.name() + "\" of framework \"" + key.framework() + "\""
        : claimant.toString();
  }
}
