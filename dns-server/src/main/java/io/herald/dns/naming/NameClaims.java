package io.herald.dns.naming;

import io.herald.dns.naming.Problem.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who has which name, and a problem for each name that several have, or one beside the server
 * itself ({@link NamingOptions#isOwn}). Being many tasks of one name is no collision; that two
 * different names become one in DNS is, as {@code a.b} and {@code a-b} do, or two long ones that
 * are cut alike. Used by one thread at a time.
 */
final class NameClaims {

  private final NamingOptions options;
  private final ProblemBook problems;
  private final Map<String, List<Object>> claims = new HashMap<>();

  NameClaims(NamingOptions options, ProblemBook problems) {
    this.options = options;
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
      if (before != null) {
        List<Object> now = new ArrayList<>(before);
        now.add(claimant);
        put(name, now);
      } else if (options.isOwn(name)) {
        put(name, List.of(claimant));
      } else {
        claims.put(name, List.of(claimant));
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
    String shown = name + "." + options.domain();
    boolean own = options.isOwn(name);
    List<String> different =
        claimants.stream().distinct().map(NameClaims::described).sorted().toList();
    problems.replace(
        shown,
        different.isEmpty() || (different.size() == 1 && !own)
            ? List.of()
            : List.of(
                new Problem(
                    Kind.COLLISION,
                    Optional.empty(),
                    shown
                        + " is the name of "
                        + String.join(" and of ", different)
                        + (own ? " and of the server itself" : "")
                        + (own && !options.shareOwnNames()
                            ? "; only what the server itself has there is served"
                            : "; their records are mixed"))));
  }

  private static String described(Object claimant) {
    return claimant instanceof Services.Key key
        ? "tasks \"" + key.name() + "\" of framework \"" + key.framework() + "\""
        : claimant.toString();
  }
}
