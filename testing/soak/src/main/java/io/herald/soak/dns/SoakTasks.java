package io.herald.soak.dns;

import io.herald.catalog.Catalog;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Services of ten tasks each in a catalog, of which one after the other is replaced by a task with
 * another address and port: by one thread, while any others ask what was true when.
 */
final class SoakTasks {

  static final String DOMAIN = "marathon.mesos";

  private static final int INSTANCES = 10;
  private static final int AGENTS = 250;
  private static final String FRAMEWORK = "framework-1";

  /** What a service's tasks were, for a time. */
  private static final class Version {
    /** Sorted, as are the ports. */
    final int[] addresses;

    final int[] ports;

    /** {@link System#nanoTime} just before the catalog was changed. */
    final long begin;

    /** ... and just after it changed to the next version. */
    volatile long end = Long.MAX_VALUE;

    volatile @Nullable Version before;

    Version(int[] addresses, int[] ports, long begin, @Nullable Version before) {
      this.addresses = addresses;
      this.ports = ports;
      this.begin = begin;
      this.before = before;
    }
  }

  private final SourcePartition partition;
  private final List<Task[]> services = new ArrayList<>();
  private final AtomicReferenceArray<Version> versions;
  private final SplittableRandom random = new SplittableRandom(7);
  private int made;

  SoakTasks(Catalog catalog, int tasks) {
    this.partition = catalog.register("soak");
    int count = Math.max(1, tasks / INSTANCES);
    this.versions = new AtomicReferenceArray<>(count);
    List<Entity> entities = new ArrayList<>();
    entities.add(new Framework(FRAMEWORK, "marathon", "", Optional.empty(), true));
    for (int i = 0; i < AGENTS; i++) {
      entities.add(
          new Agent("S" + i, "agent-" + i, Upid.parse("slave@10.9.0." + i + ":5051"), true));
    }
    for (int service = 0; service < count; service++) {
      Task[] instances = new Task[INSTANCES];
      for (int i = 0; i < INSTANCES; i++) {
        instances[i] = task(service);
        entities.add(instances[i]);
      }
      services.add(instances);
      versions.set(service, version(instances, System.nanoTime(), null));
    }
    partition.replace(entities);
  }

  int services() {
    return services.size();
  }

  static String name(int service) {
    return "svc-" + service;
  }

  private Task task(int service) {
    int number = made++;
    String address =
        "10." + (1 + number / 65_536 % 200) + "." + number / 256 % 256 + "." + number % 256;
    int port = 1024 + number % 60_000;
    return new Task(
        FRAMEWORK,
        "svc-" + service + "." + number,
        name(service),
        "S" + number % AGENTS,
        Task.RUNNING,
        Optional.of(
            new RunningStatus(Optional.empty(), List.of(address), Map.of(), Network.UNSPECIFIED)),
        List.of(new PortRange(port, port)),
        Optional.empty(),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  private static Version version(Task[] instances, long begin, @Nullable Version before) {
    int[] addresses = new int[instances.length];
    int[] ports = new int[instances.length];
    for (int i = 0; i < instances.length; i++) {
      String[] bytes = instances[i].running().orElseThrow().addresses().get(0).split("\\.");
      for (String part : bytes) {
        addresses[i] = addresses[i] << 8 | Integer.parseInt(part);
      }
      ports[i] = instances[i].ports().get(0).begin();
    }
    Arrays.sort(addresses);
    Arrays.sort(ports);
    return new Version(addresses, ports, begin, before);
  }

  /** Replaces one task by another. The zone has changed when this returns. */
  void change() {
    int service = random.nextInt(services.size());
    Task[] instances = services.get(service);
    int which = random.nextInt(INSTANCES);
    Task gone = instances[which];
    Task fresh = task(service);
    instances[which] = fresh;
    Version before = versions.get(service);
    Version next = version(instances, System.nanoTime(), before);
    versions.set(service, next);
    partition.edit().remove(gone.key()).put(fresh).commit();
    long now = System.nanoTime();
    before.end = now;
    forget(before, now);
  }

  /** No answer of a minute ago is outstanding. */
  private static void forget(@Nullable Version version, long now) {
    for (Version v = version; v != null; v = v.before) {
      Version older = v.before;
      if (older != null && older.end < now - 60_000_000_000L) {
        v.before = null;
        return;
      }
    }
  }

  /** Whether these were a service's addresses or ports at some moment of that time. */
  boolean wasTrue(int service, boolean ports, int[] sorted, int count, long sent, long received) {
    for (Version v = versions.get(service); v != null; v = v.before) {
      int[] held = ports ? v.ports : v.addresses;
      if (v.begin <= received
          && v.end >= sent
          && Arrays.equals(held, 0, held.length, sorted, 0, count)) {
        return true;
      }
      if (v.end < sent) {
        return false;
      }
    }
    return false;
  }
}
