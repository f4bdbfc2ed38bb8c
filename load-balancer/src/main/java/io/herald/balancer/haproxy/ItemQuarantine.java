package io.herald.balancer.haproxy;

import io.herald.balancer.web.DroppedLabel;
import io.herald.balancer.web.WebService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Leaves out what HAProxy doesn't take, and nothing else. A file that isn't valid is halved until
 * what is to blame stands alone: about 10 checks for one bad service of a thousand. Of a web
 * service only the labels to blame are left out, if it is valid without them. So it stays until its
 * lines, or the file of its certificate, change. Not for several threads.
 */
final class ItemQuarantine {

  /** Judges the file of some items. */
  interface Judge {
    /** What HAProxy says against it; empty: it is valid. */
    Optional<String> faults(List<ConfigItem> items) throws IOException, InterruptedException;
  }

  /** Makes the item of a web service that is left of another one. */
  interface Maker {
    ConfigItem item(WebService service);
  }

  private final Maker maker;

  /** Fingerprints of items that were in a valid file. */
  private Set<String> valid = new HashSet<>();

  /** What is known of those that were to blame. */
  private final Map<String, Finding> bad = new HashMap<>();

  /**
   * What is to be loaded.
   *
   * @param items that are left
   * @param faults what is wrong with each item that isn't as it was asked for, by name; the end of
   *     a sentence that begins with the name
   * @param leftOut how many are left out as a whole
   */
  record Verdict(List<ConfigItem> items, Map<String, String> faults, int leftOut) {}

  /**
   * What was found out about an item.
   *
   * @param fault what HAProxy says against it
   * @param dropped names of the labels without which it is valid; empty: it isn't valid at all
   */
  private record Finding(String fault, Set<String> dropped) {}

  ItemQuarantine(Maker maker) {
    this.maker = maker;
  }

  /** Without asking: what is known to be bad is left out. */
  Verdict known(List<ConfigItem> items) {
    if (bad.isEmpty()) {
      return new Verdict(items, Map.of(), 0);
    }
    List<ConfigItem> good = new ArrayList<>();
    Map<String, String> faults = new LinkedHashMap<>();
    for (ConfigItem item : items) {
      Finding finding = bad.get(key(item));
      if (finding == null) {
        good.add(item);
      } else if (finding.dropped().isEmpty()) {
        faults.put(
            item.name(),
            " is left out: " + finding.fault() + item.web().flatMap(DroppedLabel::kept).orElse(""));
      } else {
        List<DroppedLabel> dropped = droppable(item);
        dropped.removeIf(label -> !finding.dropped().contains(label.name()));
        good.add(without(item, dropped));
        faults.put(
            item.name(),
            ": "
                + dropped.stream().map(DroppedLabel::what).collect(Collectors.joining("; "))
                + "; HAProxy says: "
                + finding.fault());
      }
    }
    return new Verdict(good, faults, items.size() - good.size());
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
      add(suspects, fault.get(), good, judge);
      known = known(all);
    }
    valid = new HashSet<>();
    known.items().forEach(item -> valid.add(item.fingerprint()));
    return known;
  }

  private void add(List<ConfigItem> suspects, String fault, Set<ConfigItem> good, Judge judge)
      throws IOException, InterruptedException {
    if (suspects.size() == 1) {
      ConfigItem item = suspects.get(0);
      List<DroppedLabel> dropped = toBlame(item, good, judge);
      bad.put(
          key(item),
          new Finding(fault, dropped.stream().map(DroppedLabel::name).collect(Collectors.toSet())));
      if (!dropped.isEmpty()) {
        good.add(without(item, dropped));
      }
      return;
    }
    int half = suspects.size() / 2;
    for (List<ConfigItem> part :
        List.of(suspects.subList(0, half), suspects.subList(half, suspects.size()))) {
      List<ConfigItem> trial = new ArrayList<>(good);
      trial.addAll(part);
      Optional<String> partFault = judge.faults(trial);
      if (partFault.isPresent()) {
        add(part, partFault.get(), good, judge);
      } else {
        good.addAll(part);
      }
    }
  }

  /** The fewest labels without which it is valid; empty: it isn't, whatever is dropped. */
  private List<DroppedLabel> toBlame(ConfigItem item, Set<ConfigItem> good, Judge judge)
      throws IOException, InterruptedException {
    List<DroppedLabel> dropped = droppable(item);
    if (dropped.isEmpty() || isRefused(without(item, dropped), good, judge)) {
      return List.of();
    }
    for (DroppedLabel label : List.copyOf(dropped)) {
      if (dropped.size() > 1) {
        List<DroppedLabel> fewer = new ArrayList<>(dropped);
        fewer.remove(label);
        if (!isRefused(without(item, fewer), good, judge)) {
          dropped = fewer;
        }
      }
    }
    return dropped;
  }

  private static boolean isRefused(ConfigItem item, Set<ConfigItem> good, Judge judge)
      throws IOException, InterruptedException {
    List<ConfigItem> trial = new ArrayList<>(good);
    trial.add(item);
    return judge.faults(trial).isPresent();
  }

  private static List<DroppedLabel> droppable(ConfigItem item) {
    return new ArrayList<>(item.web().map(DroppedLabel::of).orElse(List.of()));
  }

  private ConfigItem without(ConfigItem item, List<DroppedLabel> labels) {
    return maker.item(DroppedLabel.without(item.web().orElseThrow(), labels));
  }

  /** What makes it another item than the one that was judged. */
  private static String key(ConfigItem item) {
    return item.name()
        + "\n"
        + item.fingerprint()
        + "\n"
        + item.web()
            .flatMap(service -> service.spec().bind().certificate())
            .map(ItemQuarantine::state)
            .orElse("");
  }

  /** Of a file, which HAProxy may take once it is there, or is another one. */
  private static String state(String path) {
    try {
      return Files.getLastModifiedTime(Path.of(path)).toString();
    } catch (IOException | InvalidPathException e) {
      return "not there";
    }
  }

  /** Forgets what was to blame and isn't wanted any more. */
  void keepOnly(List<ConfigItem> items) {
    Set<String> wanted = new HashSet<>();
    items.forEach(item -> wanted.add(key(item)));
    bad.keySet().retainAll(wanted);
  }
}
