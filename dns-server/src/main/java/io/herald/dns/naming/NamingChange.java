package io.herald.dns.naming;

import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.dns.naming.claims.TaskNames;
import io.herald.dns.naming.names.NameKey;
import io.herald.dns.naming.names.ReservedNames;
import io.herald.dns.naming.records.NameStatus;
import io.herald.dns.naming.records.Named;
import io.herald.services.ServiceBatch;
import io.herald.services.ServiceChange;
import io.herald.services.ServicesView;
import io.herald.services.instance.AnnouncedMember;
import io.herald.services.instance.Instance;
import io.herald.services.instance.Located;
import io.herald.services.instance.LocatedChange;
import io.herald.services.instance.LocatedFramework;
import io.herald.services.instance.ServiceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of the services means for names: the entities whose records are removed and added.
 * If a batch changes the status of a name, all tasks of that name are among them. Creating a change
 * applies the batch to {@link TaskNames}.
 */
final class NamingChange {

  private final TaskNames names;
  private final boolean reserves;
  private final ServicesView now;
  private final List<Named> before = new ArrayList<>();
  private final List<Named> after = new ArrayList<>();
  private final List<Entity.Key> gone = new ArrayList<>();
  private final List<Framework> reserved = new ArrayList<>();

  /**
   * Applies a batch.
   *
   * @param reserves whether the names of announcements are reserved
   */
  NamingChange(TaskNames names, boolean reserves, ServiceBatch batch, ServicesView now) {
    this.names = names;
    this.reserves = reserves;
    this.now = now;
    batch.changes().forEach(this::countFramework);
    for (ServiceChange change : batch.services()) {
      if (!isReserved(change.service().framework())) {
        names.count(change);
      }
    }
    batch.changes().forEach(this::add);
    addSiblings(batch);
    names.settle();
  }

  /** The changed entities as they were. */
  List<Named> before() {
    return before;
  }

  /** The changed entities as they are. */
  List<Named> after() {
    return after;
  }

  /** Entities that have no records any more. */
  List<Entity.Key> gone() {
    return gone;
  }

  /** Changed frameworks whose name is reserved for announcements. */
  List<Framework> reserved() {
    return reserved;
  }

  private boolean isReserved(String framework) {
    return reserves && ReservedNames.isReserved(names.fragment(framework));
  }

  private void countFramework(LocatedChange change) {
    Framework was = change.old() instanceof LocatedFramework of ? of.framework() : null;
    Framework is = change.now() instanceof LocatedFramework of ? of.framework() : null;
    if (is != null && isReserved(is.name())) {
      reserved.add(is);
      is = null;
    }
    if (was != null && isReserved(was.name())) {
      was = null;
    }
    if (was != null && is != null && was.name().equals(is.name())) {
      return;
    }
    if (was != null) {
      names.remove(was);
    }
    if (is != null) {
      names.put(is);
    }
  }

  private void add(LocatedChange change) {
    if ((change.now() == null ? change.old() : change.now()) instanceof AnnouncedMember) {
      return;
    }
    Named was = change.old() == null ? null : named(change.old(), true);
    Named is = change.now() == null ? null : named(change.now(), false);
    if (was != null && is != null && differOnlyInRecovering(was, is)) {
      return;
    }
    if (was != null) {
      before.add(was);
    }
    if (is == null) {
      gone.add(change.key());
    } else {
      after.add(is);
    }
  }

  private static boolean differOnlyInRecovering(Named was, Named is) {
    return was.status().equals(is.status())
        && was.located() instanceof Instance old
        && is.located() instanceof Instance instance
        && old.differsOnlyInRecovering(instance);
  }

  /** Null if its framework's name is reserved. */
  private @Nullable Named named(Located located, boolean then) {
    if (located instanceof Instance instance) {
      if (isReserved(instance.service().framework())) {
        return null;
      }
      NameKey key = names.key(instance.service());
      NameStatus status = names.status(key);
      return new Named(instance, key, then ? names.before().getOrDefault(key, status) : status);
    }
    return located instanceof LocatedFramework framework && isReserved(framework.framework().name())
        ? null
        : Named.of(located);
  }

  /** Adds the unchanged tasks of names whose status changed. */
  private void addSiblings(ServiceBatch batch) {
    Map<NameKey, NameStatus> shifted = new HashMap<>();
    names
        .before()
        .forEach(
            (key, was) -> {
              if (!names.services(key).isEmpty() && !names.status(key).equals(was)) {
                shifted.put(key, was);
              }
            });
    if (shifted.isEmpty()) {
      return;
    }
    Map<ServiceKey, Integer> changed = new HashMap<>();
    batch.services().forEach(change -> changed.put(change.service(), change.changed()));
    Set<Entity.Key> touched = new HashSet<>();
    batch.changes().forEach(change -> touched.add(change.key()));
    shifted.forEach(
        (key, was) -> {
          NameStatus is = names.status(key);
          for (ServiceKey service : names.services(key)) {
            if (changed.getOrDefault(service, 0) < now.counts(service).instances()) {
              addSiblings(service, key, was, is, touched);
            }
          }
        });
  }

  private void addSiblings(
      ServiceKey service, NameKey key, NameStatus was, NameStatus is, Set<Entity.Key> touched) {
    for (Instance instance : now.instances(service)) {
      if (!touched.contains(instance.key())) {
        before.add(new Named(instance, key, was));
        after.add(new Named(instance, key, is));
      }
    }
  }
}
