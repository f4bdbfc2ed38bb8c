package io.herald.facade.consul;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.model.Task;
import io.herald.facade.mirror.MirrorListener;
import io.herald.facade.mirror.MirroredInstance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked for, with the index of each answer. A change that leaves an answer as it is
 * leaves its index too, so it wakes nobody. Safe for any thread.
 */
final class ConsulCatalog implements MirrorListener {

  private static final ConsulTopic SERVICES = new ConsulTopic.Services();
  private static final ConsulTopic NODES = new ConsulTopic.Nodes();
  private static final ConsulTopic CHECKS = new ConsulTopic.Checks();

  private final ConsulRegistrations registrations;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<ConsulTopic.Service, NamedService> services = new HashMap<>();

  /** What runs on each node. */
  @GuardedBy("lock")
  private final Map<ConsulTopic.Node, Map<Task.Id, MirroredInstance>> nodes = new HashMap<>();

  @GuardedBy("lock")
  private final TopicIndexes indexes = new TopicIndexes();

  /** The answer of {@link #services()}, while its index stays what it is: many ask for it. */
  @GuardedBy("lock")
  private @Nullable Found<Map<String, List<String>>> names;

  @GuardedBy("lock")
  private boolean retired;

  ConsulCatalog(ConsulRegistrations registrations) {
    this.registrations = registrations;
  }

  /**
   * An answer's content as of one moment.
   *
   * @param index above 0; rises with each change of the content
   */
  record Found<T>(long index, T content) {}

  /** The names of the services, each with its tags, both sorted. */
  Found<Map<String, List<String>>> services() {
    synchronized (lock) {
      if (names == null || names.index() != indexes.of(SERVICES)) {
        Map<String, List<String>> sorted = new TreeMap<>();
        for (NamedService service : services.values()) {
          sorted.put(service.name(), service.tags());
        }
        names = new Found<>(indexes.of(SERVICES), Collections.unmodifiableMap(sorted));
      }
      return names;
    }
  }

  /** The instances that a topic is about, in no order. */
  Found<List<MirroredInstance>> instances(ConsulTopic topic) {
    synchronized (lock) {
      List<MirroredInstance> found = new ArrayList<>();
      if (topic instanceof ConsulTopic.Service name) {
        NamedService service = services.get(name);
        if (service != null) {
          found.addAll(service.instances().values());
        }
      } else if (topic instanceof ConsulTopic.Node node) {
        found.addAll(nodes.getOrDefault(node, Map.of()).values());
      } else {
        nodes.values().forEach(there -> found.addAll(there.values()));
      }
      return new Found<>(indexes.of(topic), found);
    }
  }

  /** What one instance is registered as. */
  List<ConsulRegistration> registrations(MirroredInstance instance) {
    return registrations.of(instance.instance());
  }

  /**
   * An answer with a later index than {@code seen} is there, or that index is of another process.
   */
  boolean isNewerThan(ConsulTopic topic, long seen) {
    synchronized (lock) {
      return indexes.isNewerThan(topic, seen);
    }
  }

  /**
   * Done once the topic's index is above {@code seen}, or another catalog has taken over; cancel it
   * to stop waiting.
   */
  CompletableFuture<Void> nextChange(ConsulTopic topic, long seen) {
    TopicIndexes.Waiter waiter;
    synchronized (lock) {
      if (retired || indexes.isNewerThan(topic, seen)) {
        return CompletableFuture.completedFuture(null);
      }
      waiter = indexes.await(topic);
    }
    var unused =
        waiter
            .change()
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    forget(waiter);
                  }
                });
    return waiter.change();
  }

  private void forget(TopicIndexes.Waiter waiter) {
    synchronized (lock) {
      indexes.forget(waiter);
    }
  }

  /** Wakes all, also who comes later: another catalog has taken over. */
  void retire() {
    List<TopicIndexes.Waiter> woken;
    synchronized (lock) {
      retired = true;
      woken = indexes.release();
    }
    wake(woken);
  }

  private static void wake(List<TopicIndexes.Waiter> woken) {
    woken.forEach(one -> one.change().complete(null));
  }

  @Override
  public void onComplete(long index) {
    synchronized (lock) {
      // Above whatever an earlier process gave, also for what is empty.
      indexes.begin(index);
    }
  }

  @Override
  public void onChange(
      @Nullable MirroredInstance old, @Nullable MirroredInstance now, long index, Instant at) {
    List<ConsulRegistration> was = old == null ? List.of() : registrations(old);
    List<ConsulRegistration> is = now == null ? List.of() : registrations(now);
    if (was.equals(is)) {
      return;
    }
    List<TopicIndexes.Waiter> woken;
    synchronized (lock) {
      woken = indexes.rise(apply(old, was, now, is, index), index);
    }
    wake(woken);
  }

  /** Puts one instance in the place of another; what of the answers differs. */
  @GuardedBy("lock")
  private Set<ConsulTopic> apply(
      @Nullable MirroredInstance old,
      List<ConsulRegistration> was,
      @Nullable MirroredInstance now,
      List<ConsulRegistration> is,
      long index) {
    Set<ConsulTopic> touched = new HashSet<>();
    if (now != null) {
      for (ConsulRegistration registration : is) {
        add(registration, now, !was.contains(registration), index, touched);
      }
    }
    if (old != null) {
      for (ConsulRegistration registration : was) {
        if (!is.contains(registration)) {
          remove(registration, old, is, index, touched);
        }
      }
    }
    return touched;
  }

  @GuardedBy("lock")
  private void add(
      ConsulRegistration registration,
      MirroredInstance now,
      boolean isNew,
      long index,
      Set<ConsulTopic> touched) {
    ConsulTopic.Service topic = new ConsulTopic.Service(registration.service());
    NamedService service = services.get(topic);
    if (service == null) {
      service = new NamedService(registration.service());
      services.put(topic, service);
      indexes.came(topic, index);
      touched.add(SERVICES);
    }
    service.instances().put(now.id(), now);
    ConsulTopic.Node node = new ConsulTopic.Node(registration.node().name());
    Map<Task.Id, MirroredInstance> there = nodes.get(node);
    if (there == null) {
      there = new HashMap<>();
      nodes.put(node, there);
      indexes.came(node, index);
      touched.add(NODES);
    }
    there.put(now.id(), now);
    if (isNew) {
      if (service.count(registration, 1)) {
        touched.add(SERVICES);
      }
      touched.add(topic);
      touched.add(node);
      touched.add(CHECKS);
    }
  }

  @GuardedBy("lock")
  private void remove(
      ConsulRegistration registration,
      MirroredInstance old,
      List<ConsulRegistration> is,
      long index,
      Set<ConsulTopic> touched) {
    ConsulTopic.Service topic = new ConsulTopic.Service(registration.service());
    ConsulTopic.Node node = new ConsulTopic.Node(registration.node().name());
    NamedService service = services.get(topic);
    if (service != null) {
      if (service.count(registration, -1)) {
        touched.add(SERVICES);
      }
      if (is.stream().noneMatch(r -> new ConsulTopic.Service(r.service()).equals(topic))) {
        service.instances().remove(old.id());
      }
      if (service.instances().isEmpty()) {
        services.remove(topic);
        indexes.gone(topic, index);
        touched.add(SERVICES);
      }
    }
    Map<Task.Id, MirroredInstance> there = nodes.get(node);
    boolean stays = is.stream().anyMatch(r -> new ConsulTopic.Node(r.node().name()).equals(node));
    if (there != null && !stays) {
      there.remove(old.id());
      if (there.isEmpty()) {
        nodes.remove(node);
        indexes.gone(node, index);
        touched.add(NODES);
      }
    }
    if (stays
        && is.stream()
            .noneMatch(r -> r.node().equals(registration.node()))) { // it has other addresses
      touched.add(NODES);
    }
    touched.add(topic);
    touched.add(node);
    touched.add(CHECKS);
  }

  /** How many services there are, for the metrics. */
  int size() {
    synchronized (lock) {
      return services.size();
    }
  }
}
