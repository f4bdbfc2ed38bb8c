package io.herald.render.schedule;

import io.herald.catalog.model.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the instances that a check refuses, by halving: about two checks for each doubling of their
 * number, for each bad one. Asks first whether those that are new are to blame.
 */
final class BadInstances {

  /** After this many checks the search is given up. */
  static final int MOST_CHECKS = 100;

  /** The check of a file without some of its instances. */
  @FunctionalInterface
  interface Trial {
    boolean passesWithout(Set<Task.Id> removed) throws InterruptedException;
  }

  private static final class GivenUpException extends Exception {
    private static final long serialVersionUID = 1;
  }

  private final Trial trial;
  private int checks;

  private BadInstances(Trial trial) {
    this.trial = trial;
  }

  /**
   * The instances without which the check passes; none can be left in.
   *
   * @param all of the file, which the check refuses
   * @param suspects those of them that an accepted file has not had
   * @return empty if the file isn't refused for its instances, or there are too many bad ones
   */
  static Optional<Set<Task.Id>> find(
      Collection<Task.Id> all, Collection<Task.Id> suspects, Trial trial)
      throws InterruptedException {
    BadInstances search = new BadInstances(trial);
    try {
      if (!suspects.isEmpty()
          && suspects.size() < all.size()
          && search.passesWithout(new HashSet<>(suspects))) {
        return Optional.of(search.isolate(List.copyOf(suspects), Set.of()));
      }
      if (!all.isEmpty() && search.passesWithout(new HashSet<>(all))) {
        return Optional.of(search.isolate(List.copyOf(all), Set.of()));
      }
      return Optional.empty();
    } catch (GivenUpException e) {
      return Optional.empty();
    }
  }

  /** Of the candidates: the check fails without {@code removed}, and passes without both. */
  private Set<Task.Id> isolate(List<Task.Id> candidates, Set<Task.Id> removed)
      throws InterruptedException, GivenUpException {
    if (candidates.size() == 1) {
      return Set.copyOf(candidates);
    }
    List<Task.Id> one = candidates.subList(0, candidates.size() / 2);
    List<Task.Id> other = candidates.subList(candidates.size() / 2, candidates.size());
    if (passesWithout(union(removed, one))) {
      return isolate(one, removed);
    }
    if (passesWithout(union(removed, other))) {
      return isolate(other, removed);
    }
    Set<Task.Id> bad = new LinkedHashSet<>(isolate(one, union(removed, other)));
    Set<Task.Id> withoutThese = union(removed, new ArrayList<>(bad));
    if (!passesWithout(withoutThese)) {
      bad.addAll(isolate(other, withoutThese));
    }
    return bad;
  }

  private boolean passesWithout(Set<Task.Id> removed)
      throws InterruptedException, GivenUpException {
    if (++checks > MOST_CHECKS) {
      throw new GivenUpException();
    }
    return trial.passesWithout(removed);
  }

  private static Set<Task.Id> union(Set<Task.Id> some, Collection<Task.Id> others) {
    Set<Task.Id> union = new HashSet<>(some);
    union.addAll(others);
    return union;
  }
}
