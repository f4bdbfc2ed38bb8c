package io.herald.skydns.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The keys in memory, by their path below the prefix: {@code /local/skydns/east/rails/1}. One
 * thread writes; any thread looks for names meanwhile, without a lock, and finds each key that is
 * there throughout its search.
 */
public final class SkydnsKeys {

  private final NavigableMap<String, SkydnsLeaf> leaves = new ConcurrentSkipListMap<>();

  /** A key that was found. */
  record Found(String path, SkydnsLeaf leaf) {

    /** How many labels its name has. */
    int labels() {
      return (int) path.chars().filter(c -> c == '/').count();
    }
  }

  /** Puts a leaf in place of what is at this path. */
  public void put(String path, SkydnsLeaf leaf) {
    leaves.put(path, leaf);
  }

  /** Removes the leaf at this path, if there is one. */
  public void remove(String path) {
    leaves.remove(path);
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
   */
  List<Found> below(List<String> labels, int most) {
    int wildcard = firstWildcard(labels);
    String top = path(labels.subList(0, wildcard));
    List<Found> found = new ArrayList<>();
    if (wildcard == labels.size()) {
      exactly(top, found);
    }
    // '0' is the character behind '/': all paths that begin with the top and a slash.
    for (Map.Entry<String, SkydnsLeaf> entry :
        leaves.subMap(top + "/", true, top + "0", false).entrySet()) {
      if (found.size() >= most) {
        break;
      }
      if (wildcard == labels.size() || matches(entry.getKey(), labels)) {
        found.add(new Found(entry.getKey(), entry.getValue()));
      }
    }
    return found;
  }

  /** The key of exactly this name. */
  List<Found> at(List<String> labels) {
    List<Found> found = new ArrayList<>();
    exactly(path(labels), found);
    return found;
  }

  private void exactly(String path, List<Found> found) {
    SkydnsLeaf leaf = leaves.get(path);
    if (leaf != null) {
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

  private static String path(List<String> labels) {
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
