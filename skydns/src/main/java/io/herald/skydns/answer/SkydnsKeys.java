package io.herald.skydns.answer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * The keys in memory, by their path below the prefix: {@code /local/skydns/east/rails/1}. One
 * thread writes; any thread looks for names meanwhile, without a lock, and finds each key that is
 * there throughout its search.
 */
public final class SkydnsKeys {

  private final NavigableMap<String, SkydnsLeaf> leaves = new ConcurrentSkipListMap<>();

  /**
   * The keys that are aliases, by the path of the name that they lead to, and by the beginning of
   * the paths below it, which ends with a slash.
   */
  private final NavigableMap<String, Set<String>> aliases = new ConcurrentSkipListMap<>();

  private final Predicate<Name> isIndexed;

  /** Keys of which each with a name as host may be looked for by that. */
  public SkydnsKeys() {
    this(name -> true);
  }

  /**
   * @param isIndexed the hosts by which aliases are looked for
   */
  public SkydnsKeys(Predicate<Name> isIndexed) {
    this.isIndexed = isIndexed;
  }

  /** A key that was found. */
  record Found(String path, SkydnsLeaf leaf) {

    /** How many labels its name has. */
    int labels() {
      return (int) path.chars().filter(c -> c == '/').count();
    }
  }

  /** Puts a leaf in place of what is at this path. */
  public void put(String path, SkydnsLeaf leaf) {
    // The alias comes first and goes last: what is seen through it is never hidden in between.
    index(path, leaf, true);
    SkydnsLeaf before = leaves.put(path, leaf);
    if (before != null && !Objects.equals(before.target(), leaf.target())) {
      index(path, before, false);
    }
  }

  /** Removes the leaf at this path, if there is one. */
  public void remove(String path) {
    SkydnsLeaf before = leaves.remove(path);
    if (before != null) {
      index(path, before, false);
    }
  }

  private void index(String path, SkydnsLeaf leaf, boolean there) {
    Name target = leaf.target();
    if (target != null && isIndexed.test(target)) {
      String name = KeyNames.path(target);
      for (String edge : List.of(name, name + "/")) {
        aliases.compute(edge, (key, before) -> with(before, path, there));
      }
    }
  }

  private static @Nullable Set<String> with(
      @Nullable Set<String> before, String path, boolean there) {
    Set<String> after = before == null ? new HashSet<>() : new HashSet<>(before);
    boolean unused = there ? after.add(path) : after.remove(path);
    return after.isEmpty() ? null : Set.copyOf(after);
  }

  /** Paths of the keys whose host is the name at this path. */
  Set<String> aliasesOf(String path) {
    return aliases.getOrDefault(path, Set.of());
  }

  /** The least path behind this one at which something may be that an alias leads to. */
  @Nullable String aliasedBehind(String path) {
    return aliases.higherKey(path);
  }

  /** How many there are. */
  public int size() {
    return leaves.size();
  }

  /**
   * The keys at a name and below it. A label {@code *} or {@code any} stands for every one.
   *
   * @param labels from the right to the left, in lower case
   * @param most as many are found at most, the first ones in the order of their paths
   * @param view what is found of them
   */
  List<Found> below(List<String> labels, int most, KeyView view) {
    int wildcard = firstWildcard(labels);
    String top = path(labels.subList(0, wildcard));
    List<Found> found = new ArrayList<>();
    if (wildcard == labels.size()) {
      exactly(top, view, found);
    }
    // '0' is the character behind '/': all paths that begin with the top and a slash.
    String end = top + "0";
    String from = top + "/";
    while (from != null && from.compareTo(end) < 0) {
      from = walk(from, end, wildcard == labels.size() ? List.of() : labels, most, view, found);
    }
    return found;
  }

  /**
   * Goes through the paths from one to another, until one is hidden.
   *
   * @param pattern that they must match, if it isn't empty
   * @return where to go on; null: nowhere
   */
  private @Nullable String walk(
      String from, String end, List<String> pattern, int most, KeyView view, List<Found> found) {
    for (Map.Entry<String, SkydnsLeaf> entry : leaves.subMap(from, true, end, false).entrySet()) {
      if (found.size() >= most) {
        return null;
      }
      String path = entry.getKey();
      if (!view.sees(path)) {
        return view.behind(path);
      }
      if (pattern.isEmpty() || matches(path, pattern)) {
        found.add(new Found(path, entry.getValue()));
      }
    }
    return null;
  }

  /** The key of exactly this name. */
  List<Found> at(List<String> labels, KeyView view) {
    List<Found> found = new ArrayList<>();
    exactly(path(labels), view, found);
    return found;
  }

  private void exactly(String path, KeyView view, List<Found> found) {
    SkydnsLeaf leaf = leaves.get(path);
    if (leaf != null && view.sees(path)) {
      found.add(new Found(path, leaf));
    }
  }

  private static int firstWildcard(List<String> labels) {
    for (int i = 0; i < labels.size(); i++) {
      if (isWildcard(labels.get(i))) {
        return i;
      }
    }
    return labels.size();
  }

  private static boolean isWildcard(String label) {
    return label.equals("*") || label.equals("any");
  }

  /** The path of a name's labels, from the right to the left. */
  static String path(List<String> labels) {
    return labels.isEmpty() ? "" : "/" + String.join("/", labels);
  }

  private static boolean matches(String path, List<String> labels) {
    int start = 1;
    for (String label : labels) {
      if (start > path.length()) {
        return false;
      }
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      boolean same = end - start == label.length() && path.startsWith(label, start);
      if (!same && !isWildcard(label)) {
        return false;
      }
      start = end + 1;
    }
    return true;
  }
}
