package io.herald.benchmarks.watch;

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.services.Services;
import io.herald.services.ServicesOptions;
import io.herald.services.host.HostResolver;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * What the log of changes adds to the heap of a cluster's services: while nothing has changed, when
 * it is full, and once no task is left that was there at the start. A task is replaced by another
 * of its service with an id and ports of its own, which is the dearest change: the log alone still
 * knows the old one.
 */
public final class WatchLogMemory {

  private static final int TASKS_PER_AGENT = 20;
  private static final int TASKS_PER_SERVICE = 10;
  private static final int FIRST_PORT = 31_000;
  private static final int PORT_PAIRS = 480;
  private static final int COLLECTIONS = 5;

  private final Random random = new Random(20_260_704L);
  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final Services services =
      new Services(
          ServicesOptions.DEFAULT,
          new Unresolved(),
          new ProblemBook(List.of(EntityProblem.values())));
  private final List<Task> tasks = new ArrayList<>();
  private final int agents;
  private final int log;
  private long batch;
  private int next;

  /** All hosts are addresses. */
  private static final class Unresolved implements HostResolver {
    @Override
    public void watch(String host, Listener listener) {}

    @Override
    public void unwatch(String host) {}
  }

  private WatchLogMemory(int tasks, int log) {
    this.log = log;
    this.agents = Math.max(1, tasks / TASKS_PER_AGENT);
    List<Entity> entities = new ArrayList<>();
    entities.add(new Framework("f-1", "marathon", "", Optional.empty(), true));
    for (int i = 0; i < agents; i++) {
      Upid pid = new Upid("slave(1)", address(10, i), 5051);
      entities.add(new Agent("x-S" + i, address(10, i), pid, true));
    }
    for (int i = 0; i < tasks; i++) {
      this.tasks.add(task(i));
    }
    entities.addAll(this.tasks);
    apply(entities.stream().map(entity -> (Change) new Change.Added(entity)).toList());
  }

  /**
   * @param args the launcher, which isn't used; how many tasks, and changes in the log
   */
  public static void main(String[] args) {
    new WatchLogMemory(Integer.parseInt(args[1]), Integer.parseInt(args[2])).run();
  }

  private void run() {
    long without = used();
    System.out.printf("%d tasks: their services take %.1f MiB%n", tasks.size(), mebibytes(without));
    try (ServiceLog changes =
        new ServiceLog(new WatchSettings(log), Clock.systemUTC(), Runnable::run)) {
      changes.follow(services);
      long empty = used();
      System.out.printf("the log, empty: %.1f MiB more%n", mebibytes(empty - without));

      replace(log / 2);
      long full = used();
      System.out.printf(
          "full, %d changes: %.1f MiB more than without, %d bytes a change%n",
          log, mebibytes(full - without), (full - empty) / log);

      replace(tasks.size());
      System.out.printf(
          "full, and every task came after the start: %.1f MiB more than without%n",
          mebibytes(used() - without));
    }
  }

  /** The services hold as many tasks, of the same size, before and after. */
  private void replace(int count) {
    for (int i = 0; i < count; i++) {
      int place = next++ % tasks.size();
      Task old = tasks.get(place);
      Task now = task(place);
      tasks.set(place, now);
      apply(List.of(new Change.Removed(old), new Change.Added(now)));
    }
  }

  private void apply(List<Change> changes) {
    services.onBatch(new ChangeBatch(++batch, Instant.EPOCH, batch == 1, true, changes));
  }

  private Task task(int number) {
    String name = "web-" + number / TASKS_PER_SERVICE;
    int port = FIRST_PORT + 2 * random.nextInt(PORT_PAIRS);
    return new Task(
        "f-1",
        name + "." + new UUID(random.nextLong(), random.nextLong()),
        name,
        "x-S" + random.nextInt(agents),
        Task.RUNNING,
        Optional.of(new RunningStatus(Optional.of(true), List.of(), Map.of(), Network.UNSPECIFIED)),
        List.of(new PortRange(port, port + 1)),
        Optional.of(
            new Discovery(
                name,
                "",
                "",
                "",
                "EXTERNAL",
                List.of(
                    new Discovery.Port(port, "http", "tcp", Map.of()),
                    new Discovery.Port(port + 1, "admin", "tcp", Map.of())),
                Map.of())),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  private static String address(int first, int number) {
    return first + "." + number / 65_536 + "." + number / 256 % 256 + "." + number % 256;
  }

  /**
   * Bytes that are reachable. The serial collector leaves up to a twentieth of the heap in place
   * though it is dead, but not in every fourth collection ({@code MarkSweepAlwaysCompactCount}).
   */
  private long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      memory.gc();
      least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private static double mebibytes(long bytes) {
    return bytes / 1048576.0;
  }
}
