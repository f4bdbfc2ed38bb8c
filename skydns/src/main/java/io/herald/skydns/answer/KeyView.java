package io.herald.skydns.answer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one client sees of the keys: everything, or, in an environment, what is that environment's,
 * shared, everyone's, or imported. A name of another environment is imported by the configuration,
 * or by an alias key of the client's own environment: one whose host is that name. It is a rule at
 * the look, not a copy of keys.
 */
final class KeyView {

  private final SkydnsKeys keys;
  private final KeyEnvironments environments;

  /** Null: everything is seen. */
  private final @Nullable String environment;

  /** Paths that the configuration imports, and the beginnings of those below them. */
  private final TreeSet<String> imported = new TreeSet<>();

  private KeyView(SkydnsKeys keys, KeyEnvironments environments, @Nullable String environment) {
    this.keys = keys;
    this.environments = environments;
    this.environment = environment;
    if (environment != null) {
      for (String path : environments.imported(environment)) {
        imported.add(path);
        imported.add(path + "/");
      }
    }
  }

  /** Of a client in no environment. */
  static KeyView everything(SkydnsKeys keys, KeyEnvironments environments) {
    return new KeyView(keys, environments, null);
  }

  /** Of the clients of an environment. */
  static KeyView of(SkydnsKeys keys, KeyEnvironments environments, String environment) {
    return new KeyView(keys, environments, environment);
  }

  /** Where the client's short names are looked for, in order; none if they mean nothing. */
  List<String> searches() {
    return environment == null ? List.of() : environments.searches(environment);
  }

  /** Whether anything may be hidden. */
  boolean isLimited() {
    return environment != null;
  }

  KeyEnvironments environments() {
    return environments;
  }

  /** Whether the client sees the key at a path, if there is one. */
  boolean sees(String path) {
    if (environment == null) {
      return true;
    }
    String subtree = environments.subtree(path);
    return subtree == null
        || environments.shows(environment, subtree)
        || isImported(environment, path, subtree, new HashSet<>());
  }

  /** Whether the path is at or below a name, not the whole of an environment, that is imported. */
  private boolean isImported(String by, String path, @Nullable String subtree, Set<String> passed) {
    int top = subtree == null ? 0 : subtree.length();
    for (int end = path.length(); end > top; end = path.lastIndexOf('/', end - 1)) {
      String name = path.substring(0, end);
      if (imported.contains(name)) {
        return true;
      } else if (environments.isAbove(name)) {
        return false;
      }
      for (String alias : keys.aliasesOf(name)) {
        if (passed.add(alias)) {
          String of = environments.subtree(alias);
          // One of others counts as far as it is itself imported: an alias of an alias.
          if (environments.isOf(by, of) || isImported(by, alias, of, passed)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The least path behind a hidden one at which something may be seen. */
  String behind(String hidden) {
    String subtree = environments.subtree(hidden);
    String next = subtree == null ? hidden + "\0" : subtree + "0"; // '0' stands behind '/'
    for (String edge : new String[] {imported.higher(hidden), keys.aliasedBehind(hidden)}) {
      if (edge != null && edge.compareTo(next) < 0) {
        next = edge;
      }
    }
    return next;
  }
}
