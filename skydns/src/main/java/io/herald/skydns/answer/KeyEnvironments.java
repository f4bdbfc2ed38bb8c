package io.herald.skydns.answer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are an environment's: those below one of its subtrees. All others are everyone's.
 * Immutable. Paths are as {@link SkydnsKeys} has them, below the prefix.
 */
public final class KeyEnvironments {

  /** Every key is everyone's. */
  public static final KeyEnvironments NONE = new KeyEnvironments(Map.of(), Set.of(), List.of());

  /** The environment of each subtree. No subtree is inside another one. */
  private final Map<String, String> environments = new HashMap<>();

  /** Paths that contain a whole subtree, without the subtrees' own. */
  private final Set<String> above = new HashSet<>();

  private final Map<String, List<String>> subtrees = new HashMap<>();
  private final Set<String> shared;
  private final List<Import> imports;

  /**
   * One name of another environment that stands in this one too.
   *
   * @param environment that imports it
   * @param name in that environment, a label
   * @param from the environment whose keys it stands for
   * @param fromName their name, a label
   */
  public record Import(String environment, String name, String from, String fromName) {}

  /**
   * @param subtrees paths by the name of an environment. One inside another one counts as a part of
   *     that
   * @param shared environments whose keys everyone sees
   * @param imports none of a name that is itself imported
   */
  public KeyEnvironments(
      Map<String, List<String>> subtrees, Set<String> shared, Collection<Import> imports) {
    this.shared = new TreeSet<>(shared);
    this.imports = List.copyOf(imports);
    Map<String, String> all = new HashMap<>();
    subtrees.forEach((name, paths) -> paths.forEach(path -> all.put(path, name)));
    all.forEach(
        (path, name) -> {
          if (ancestors(path).stream().noneMatch(all::containsKey)) {
            environments.put(path, name);
            above.addAll(ancestors(path));
          }
        });
    subtrees.forEach(
        (name, paths) ->
            this.subtrees.put(
                name, paths.stream().filter(path -> name.equals(environments.get(path))).toList()));
  }

  private static List<String> ancestors(String path) {
    List<String> ancestors = new ArrayList<>();
    for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      ancestors.add(path.substring(0, end));
    }
    return ancestors;
  }

  /** Whether every key is everyone's. */
  public boolean isEmpty() {
    return environments.isEmpty();
  }

  /** The subtree that a path is in, itself or above it; null: it is everyone's. */
  @Nullable String subtree(String path) {
    if (environments.isEmpty()) {
      return null;
    }
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      String top = path.substring(0, end);
      if (environments.containsKey(top)) {
        return top;
      }
    }
    return null;
  }

  /** Whether all keys of some environment are below a path, which is none of it. */
  boolean isAbove(String path) {
    return above.contains(path);
  }

  /** The environment that a path is in; empty: it is everyone's. */
  public Optional<String> of(String path) {
    String top = subtree(path);
    return top == null ? Optional.empty() : Optional.ofNullable(environments.get(top));
  }

  /** Whether the keys of a subtree are shown to clients of an environment without more ado. */
  boolean shows(String environment, String subtree) {
    String of = environments.getOrDefault(subtree, "");
    return of.equals(environment) || shared.contains(of);
  }

  boolean isOf(String environment, @Nullable String subtree) {
    return subtree != null && environment.equals(environments.get(subtree));
  }

  /** The subtrees in which the short names of an environment's clients are looked for, in order. */
  List<String> searches(String environment) {
    List<String> searched = new ArrayList<>(subtrees.getOrDefault(environment, List.of()));
    shared.stream()
        .filter(other -> !other.equals(environment))
        .forEach(other -> searched.addAll(subtrees.getOrDefault(other, List.of())));
    return searched;
  }

  /** Paths of what an environment imports, whether there are such keys or not. */
  List<String> imported(String environment) {
    return imports.stream()
        .filter(each -> each.environment().equals(environment))
        .flatMap(KeyEnvironments.this::sources)
        .toList();
  }

  /** Paths that an imported name may stand for, in order; none if the path isn't one. */
  List<String> sources(String path) {
    int slash = path.lastIndexOf('/');
    String name = slash < 0 ? null : environments.get(path.substring(0, slash));
    if (name == null) {
      return List.of();
    }
    String label = path.substring(slash + 1);
    return imports.stream()
        .filter(each -> each.environment().equals(name) && each.name().equals(label))
        .flatMap(KeyEnvironments.this::sources)
        .toList();
  }

  private java.util.stream.Stream<String> sources(Import of) {
    return subtrees.getOrDefault(of.from(), List.of()).stream()
        .map(subtree -> subtree + "/" + of.fromName());
  }
}
