package io.herald.benchmarks.dns;

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.dns.zone.Zone;
import io.herald.services.Services;
import io.herald.services.instance.Publication;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs, from a batch of the catalog to the zone, when one of a name's two instances fails
 * its health check (it is left out) or passes it again, in a cluster where every name has two.
 *
 * <p>{@code benchmarks/dns/steps.sh} runs it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class HealthFlip {

  private static final int AGENTS = 5_000;

  @Param("100000")
  public int tasks;

  private final List<Task> ofNow = new ArrayList<>();
  private Services services = StateToAnswer.services(StateToAnswer.newZone(), Publication.DEFAULT);
  private Zone zone = StateToAnswer.newZone();
  private int next;

  /** Two instances of each name; every second name has one that is sick throughout. */
  @Setup(Level.Trial)
  public void load() {
    Framework framework = new Framework("f-1", "marathon", "", Optional.empty(), true);
    List<Entity> entities = new ArrayList<>(List.of(framework));
    for (int i = 0; i < AGENTS; i++) {
      String host = "10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256;
      entities.add(new Agent("x-S" + i, "", new Upid("slave(1)", host, 5051), true));
    }
    for (int i = 0; i < tasks; i++) {
      ofNow.add(task(i, i % 4 != 1));
    }
    entities.addAll(ofNow);
    zone = StateToAnswer.newZone();
    services = StateToAnswer.services(zone, Publication.DEFAULT);
    services.onBatch(StateToAnswer.added(entities));
  }

  private static Task task(int number, boolean healthy) {
    return new Task(
        "f-1",
        "web" + number / 2 + "." + number,
        "web" + number / 2,
        "x-S" + number % AGENTS,
        Task.RUNNING,
        Optional.of(
            new RunningStatus(Optional.of(healthy), List.of(), Map.of(), Network.UNSPECIFIED)),
        List.of(new PortRange(31_000 + number % 500, 31_000 + number % 500)),
        Optional.empty(),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  /**
   * The healthy one of a name with a sick one fails, so that both are published; later it passes
   * again, and the sick one goes.
   */
  @Benchmark
  public long flip() {
    int place = next % tasks / 4 * 4;
    next += 4;
    Task old = ofNow.get(place);
    boolean healthy = old.running().flatMap(RunningStatus::healthy).orElse(true);
    Task now = task(place, !healthy);
    ofNow.set(place, now);
    services.onBatch(
        new ChangeBatch(next, Instant.EPOCH, false, true, List.of(new Change.Changed(old, now))));
    return zone.serial();
  }
}
