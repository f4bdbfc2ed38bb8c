package io.herald.skydns.answer;

import java.util.List;
import java.util.stream.Collectors;

/** Which leaves a subtree shows: those of the group that is nearest to its top. */
final class KeyGroups {

  private KeyGroups() {}

  /**
   * The group of the leaves with the fewest labels wins: leaves of other groups are left out, those
   * without a group never. If they have no group, or several, all are shown.
   */
  static List<SkydnsKeys.Found> winning(List<SkydnsKeys.Found> found) {
    boolean grouped = found.stream().anyMatch(one -> !group(one).isEmpty());
    if (!grouped) {
      return found;
    }
    int fewest = found.stream().mapToInt(SkydnsKeys.Found::labels).min().orElse(0);
    List<String> groups =
        found.stream()
            .filter(one -> one.labels() == fewest)
            .map(KeyGroups::group)
            .filter(group -> !group.isEmpty())
            .distinct()
            .collect(Collectors.toList());
    if (groups.size() != 1) {
      return found;
    }
    return found.stream()
        .filter(one -> group(one).isEmpty() || group(one).equals(groups.get(0)))
        .toList();
  }

  private static String group(SkydnsKeys.Found found) {
    return found.leaf().message().group();
  }
}
