package io.herald.watch;

import io.herald.services.instance.ServiceKey;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.OptionalLong;

/**
 * Numbers the changes, puts them into the log, and finds out what changed after which. Used under
 * the log's lock, except for {@link #services}.
 */
final class ChangeIndex {

  private final Revisions revisions;
  private final ChangeRing ring;
  private final ChangeDates dates;

  /**
   * Nothing has changed yet.
   *
   * @param ring gets the changes
   */
  ChangeIndex(Revisions revisions, ChangeRing ring) {
    this.revisions = revisions;
    this.ring = ring;
    this.dates = new ChangeDates(revisions.last());
  }

  /** A live, weakly consistent view, for any thread. */
  NavigableSet<ServiceKey> services() {
    return dates.services();
  }

  /** The last revision. */
  long last() {
    return revisions.last();
  }

  /** Of the service's last change. */
  long last(ServiceKey service) {
    return dates.of(service);
  }

  /** Of the last change that concerns the filter, or a later one. */
  long last(InstanceFilter filter) {
    return filter.isOfServices() && !filter.equals(InstanceFilter.ALL)
        ? dates.last(filter)
        : revisions.last();
  }

  /** Of a change after that revision that concerns the filter, or may; empty: there is none. */
  OptionalLong after(InstanceFilter filter, long revision) {
    if (!revisions.isOwn(revision)) {
      return OptionalLong.of(revisions.last());
    }
    if (filter.isOfServices()) {
      return ifLater(last(filter), revision);
    }
    for (long place = ring.end() - 1; place >= 0; place--) {
      LoggedChange change = ring.at(place);
      if (change == null || change.revision() <= revision) {
        break;
      }
      if (change.concerns(filter)) {
        return OptionalLong.of(change.revision());
      }
    }
    return ring.reachesBackTo() > revision
        ? ifLater(dates.last(filter), revision)
        : OptionalLong.empty();
  }

  private static OptionalLong ifLater(long last, long revision) {
    return last > revision ? OptionalLong.of(last) : OptionalLong.empty();
  }

  /** What {@link #start} is given from now on shares a revision: no log reaches back to it. */
  void begin(Instant at) {
    ring.beginAfter(revisions.next(at.toEpochMilli()));
  }

  /** Something that was there before the log. */
  LoggedChange start(Difference.Step step, Instant at) {
    return date(step, revisions.last(), at);
  }

  /** A change, which gets a revision of its own and goes into the log. */
  LoggedChange add(Difference.Step step, Instant at) {
    LoggedChange change = date(step, revisions.next(at.toEpochMilli()), at);
    ring.add(change);
    return change;
  }

  private LoggedChange date(Difference.Step step, long revision, Instant at) {
    LoggedChange change = new LoggedChange(ring.end(), revision, step.old(), step.now(), at);
    dates.changed(change.service(), revision);
    return change;
  }

  /** The service has no instance any more. */
  void gone(ServiceKey service) {
    dates.gone(service);
  }
}
