package io.herald.balancer.haproxy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Leaves out what HAProxy doesn't take, and nothing else. A file that isn't valid is halved until
 * what is to blame stands alone: about 10 checks for one bad service of a thousand. A service that
 * was left out stays so until its lines change. Not for several threads.
 */
final class ItemQuarantine {

  /** Judges the file of some items. */
  interface Judge {
    /** What HAProxy says against it; empty: it is valid. */
    Optional<String> faults(List<ConfigItem> items) throws IOException, InterruptedException;
  }

  /** Fingerprints of items that were in a valid file, and of those that were to blame, with why. */
  private Set<String> valid = new HashSet<>();

  private final Map<String, String> bad = new HashMap<>();

  /**
   * What is to be loaded.
   *
   * @param items that are left
   * @param faults what HAProxy says against each item that is left out, by name
   */
  record Verdict(List<ConfigItem> items, Map<String, String> faults) {}

  /** Without asking: what is known to be bad is left out. */
  Verdict known(List<ConfigItem> items) {
    if (bad.isEmpty()) {
      return new Verdict(items, Map.of());
    }
    List<ConfigItem> good = new ArrayList<>();
    Map<String, String> faults = new LinkedHashMap<>();
    for (ConfigItem item : items) {
      String fault = bad.get(item.name() + "\n" + item.fingerprint());
      if (fault == null) {
        good.add(item);
      } else {
        faults.put(item.name(), fault);
      }
    }
    return new Verdict(good, faults);
  }

  /**
   * Finds out what is to be left out.
   *
   * @throws InvalidFrameException if the file isn't valid even without any item
   */
  Verdict judge(List<ConfigItem> all, Judge judge)
      throws IOException, InterruptedException, InvalidFrameException {
    Verdict known = known(all);
    List<ConfigItem> items = known.items();
    Map<String, String> faults = new LinkedHashMap<>(known.faults());
    Optional<String> fault = judge.faults(items);
    if (fault.isPresent()) {
      Optional<String> empty = judge.faults(List.of());
      if (empty.isPresent()) {
        throw new InvalidFrameException(empty.get());
      }
      List<ConfigItem> proven =
          items.stream().filter(i -> valid.contains(i.fingerprint())).toList();
      List<ConfigItem> suspects =
          items.stream().filter(i -> !valid.contains(i.fingerprint())).toList();
      if (!suspects.isEmpty() && !proven.isEmpty() && judge.faults(proven).isPresent()) {
        suspects = items;
        proven = List.of();
      } else if (suspects.isEmpty()) {
        suspects = items;
        proven = List.of();
      }
      Set<ConfigItem> good = new HashSet<>(proven);
      add(suspects, fault.get(), good, faults, judge);
      items = items.stream().filter(good::contains).toList();
    }
    valid = new HashSet<>();
    items.forEach(item -> valid.add(item.fingerprint()));
    return new Verdict(items, faults);
  }

  private void add(
      List<ConfigItem> suspects,
      String fault,
      Set<ConfigItem> good,
      Map<String, String> faults,
      Judge judge)
      throws IOException, InterruptedException {
    if (suspects.size() == 1) {
      ConfigItem item = suspects.get(0);
      bad.put(item.name() + "\n" + item.fingerprint(), fault);
      faults.put(item.name(), fault);
      return;
    }
    int half = suspects.size() / 2;
    for (List<ConfigItem> part :
        List.of(suspects.subList(0, half), suspects.subList(half, suspects.size()))) {
      List<ConfigItem> trial = new ArrayList<>(good);
      trial.addAll(part);
      Optional<String> partFault = judge.faults(trial);
      if (partFault.isPresent()) {
        add(part, partFault.get(), good, faults, judge);
      } else {
        good.addAll(part);
      }
    }
  }

  /** Forgets what was to blame and isn't wanted any more. */
  void keepOnly(List<ConfigItem> items) {
    Set<String> wanted = new HashSet<>();
    items.forEach(item -> wanted.add(item.name() + "\n" + item.fingerprint()));
    bad.keySet().retainAll(wanted);
  }
}
