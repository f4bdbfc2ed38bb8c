package io.herald.skydns.answer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Name;

/**
 * Looks at the keys for one answer, as the client sees them and by the rules; at a number of them
 * in all, so that no answer takes long. For one thread.
 */
final class KeyLook {

  private final AnswerBasis basis;
  private final KeyView view;
  private int left = SkydnsAnswers.MOST_KEYS;

  KeyLook(AnswerBasis basis, KeyView view) {
    this.basis = basis;
    this.view = view;
  }

  KeyView view() {
    return view;
  }

  /** Whether no more keys are looked at. */
  boolean isSpent() {
    return left <= 0;
  }

  /** The key of exactly this name. */
  List<SkydnsKeys.Found> at(Name name) {
    return basis.keys().at(KeyNames.labels(name), view);
  }

  /** The keys at a name and below it, by the rules, of the group that wins. */
  List<SkydnsKeys.Found> leaves(Name name) {
    List<SkydnsKeys.Found> found = basis.keys().below(KeyNames.labels(name), left, view);
    left -= found.size();
    if (!basis.rules().ownKeys() && found.size() > 1) {
      String own = KeyNames.path(name);
      found = found.stream().filter(one -> !one.path().equals(own)).toList();
    }
    Set<Object> seen = new HashSet<>();
    return KeyGroups.winning(
        found.stream()
            .filter(one -> !one.leaf().equals(SkydnsLeaf.UNREADABLE))
            .filter(one -> !basis.rules().equalKeysOnce() || seen.add(one.leaf().sameness()))
            .toList());
  }
}
