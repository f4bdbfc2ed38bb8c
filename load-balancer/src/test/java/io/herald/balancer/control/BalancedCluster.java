package io.herald.balancer.control;

import static java.util.stream.Collectors.joining;

import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.vip.VipPool;
import io.herald.balancer.web.ServicePortPool;
import io.herald.balancer.web.WebServices;
import io.herald.balancer.web.WebSettings;
import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.patience.ManualScheduler;
import io.herald.services.Services;
import io.herald.services.ServicesOptions;
import io.herald.services.host.HostResolver;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Real services, their log and a balancer over them, in a time that a test moves. */
final class BalancedCluster implements AutoCloseable {

  static final Framework MARATHON = new Framework("F1", "marathon", "", Optional.empty(), true);
  static final Agent ONE = agent(1);
  static final Agent TWO = agent(2);

  /** The VIP of the two tasks after it. */
  static final VipKey SISE = new VipKey(new VipHost.Named("sise.marathon"), 80, VipProtocol.TCP);

  static final Task SISE_1 = task("sise.1", ONE, 31000, "VIP_0", "/sise:80");
  static final Task SISE_2 = task("sise.2", TWO, 31001, "VIP_0", "sise:80");

  static final LoadBalancerSettings DCOS =
      new LoadBalancerSettings(
          VipPool.DCOS,
          LoadBalancerSettings.DCOS_ZONE,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Optional.empty());

  private final ManualScheduler scheduler = new ManualScheduler();
  private final MovedClock clock = new MovedClock();
  private final Services services =
      new Services(
          ServicesOptions.DEFAULT,
          new LiteralHosts(),
          new ProblemBook(List.of(EntityProblem.values())));
  private final ServiceLog log;
  private final Map<Entity.Key, Entity> there = new HashMap<>();
  private long number;
  private LoadBalancer balancer;

  BalancedCluster(AssignmentStore store, LoadBalancerSettings settings, DataPlane... planes) {
    this(WatchSettings.DEFAULT, store, settings, planes);
  }

  /** With a log of this size. */
  BalancedCluster(
      WatchSettings watch,
      AssignmentStore store,
      LoadBalancerSettings settings,
      DataPlane... planes) {
    log = new ServiceLog(watch, clock, Runnable::run);
    log.follow(services);
    balancer = balancer(store, settings, planes);
  }

  /** With DC/OS' pool and what it needs in memory. */
  BalancedCluster(DataPlane... planes) {
    this(new MemoryAssignmentStore(), DCOS, planes);
  }

  /** One whose planes carry no web services. */
  BalancedCluster withoutWeb(DataPlane... planes) {
    balancer = balancer(Optional.empty(), new MemoryAssignmentStore(), DCOS, planes);
    return this;
  }

  /** One that keeps service ports there. */
  BalancedCluster withPortsIn(AssignmentStore ports) {
    return withPortsIn(ports, 10050, 10100);
  }

  /** The same with a pool of its own. */
  BalancedCluster withPortsIn(AssignmentStore ports, int first, int last) {
    balancer = balancer(Optional.of(web(ports, first, last)), new MemoryAssignmentStore(), DCOS);
    return this;
  }

  private LoadBalancer balancer(
      AssignmentStore store, LoadBalancerSettings settings, DataPlane... planes) {
    return balancer(
        Optional.of(web(new MemoryAssignmentStore(), 10050, 10100)), store, settings, planes);
  }

  private LoadBalancer balancer(
      Optional<BalancedWeb> web,
      AssignmentStore store,
      LoadBalancerSettings settings,
      DataPlane... planes) {
    return new LoadBalancer(
        log, settings, web, store, Arrays.asList(planes), clock, scheduler, scheduler);
  }

  private static BalancedWeb web(AssignmentStore ports, int first, int last) {
    return new BalancedWeb(
        new WebServices(WebSettings.DEFAULT, new ServicePortPool(first, last), Set.of()),
        first + "-" + last,
        ports);
  }

  static LoadBalancerSettings keptIn(Path file) {
    return new LoadBalancerSettings(
        DCOS.pool(), DCOS.zone(), DCOS.lossGrace(), DCOS.nameWait(), Optional.of(file));
  }

  LoadBalancer balancer() {
    return balancer;
  }

  BalancedCluster start() {
    balancer.start();
    advance(Duration.ofMillis(50));
    return this;
  }

  /** Starts; then Marathon and both agents come, and then these tasks. */
  BalancedCluster startWith(Task... tasks) {
    return start().put(MARATHON, ONE, TWO).put(tasks);
  }

  void advance(Duration time) {
    // In steps, so that work finds the clock where the scheduler is.
    Duration step = Duration.ofMillis(50);
    for (Duration left = time; !left.isNegative() && !left.isZero(); left = left.minus(step)) {
      Duration next = left.compareTo(step) < 0 ? left : step;
      clock.now = clock.now.plus(next);
      scheduler.advance(next);
    }
  }

  BalancedCluster put(Entity... entities) {
    return put(true, entities);
  }

  BalancedCluster put(boolean complete, Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      Entity before = there.put(entity.key(), entity);
      if (before == null) {
        changes.add(new Change.Added(entity));
      } else if (!before.equals(entity)) {
        changes.add(new Change.Changed(before, entity));
      }
    }
    return batch(complete, changes);
  }

  BalancedCluster remove(Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      changes.add(new Change.Removed(there.remove(entity.key())));
    }
    return batch(true, changes);
  }

  private BalancedCluster batch(boolean complete, List<Change> changes) {
    batchWithoutWaiting(complete, changes);
    advance(Duration.ofMillis(50));
    return this;
  }

  private void batchWithoutWaiting(boolean complete, List<Change> changes) {
    number++;
    services.onBatch(new ChangeBatch(number, clock.now, number == 1, complete, changes));
  }

  /** The balancer hears nothing of it before time goes on. */
  void putWithoutWaiting(Entity entity) {
    Entity before = there.put(entity.key(), entity);
    batchWithoutWaiting(
        true,
        List.of(before == null ? new Change.Added(entity) : new Change.Changed(before, entity)));
  }

  static Agent agent(int n) {
    return new Agent("S" + n, "a" + n, Upid.parse("slave(1)@10.0.0." + n + ":5051"), true);
  }

  /** A running task of Marathon's with one port that has these labels, keys and values by turns. */
  static Task task(String id, Agent agent, int port, String... labels) {
    Map<String, String> ofPort = new HashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      ofPort.put(labels[i], labels[i + 1]);
    }
    return new Task(
        MARATHON.id(),
        id,
        id.substring(0, id.indexOf('.')),
        agent.id(),
        Task.RUNNING,
        Optional.of(RunningStatus.EMPTY),
        List.of(),
        Optional.of(
            new Discovery(
                id.substring(0, id.indexOf('.')),
                "",
                "",
                "",
                "",
                List.of(new Discovery.Port(port, "http", "tcp", ofPort)),
                Map.of())),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  static Task healthy(Task task, boolean healthy) {
    return task.withRunning(
        Optional.of(
            new RunningStatus(Optional.of(healthy), List.of(), Map.of(), Network.UNSPECIFIED)));
  }

  static Task in(Task task, String state) {
    return task.updated(state, task.running());
  }

  /** {@code sise.marathon:80/tcp @ 11.53.10.127 -> sise.1 10.0.0.1:31000 x1}, a line for each. */
  List<String> vips() {
    return balancer.state().vips().values().stream().map(BalancedCluster::text).toList();
  }

  static String text(Vip vip) {
    return vip.key().host().text()
        + ":"
        + vip.key().port()
        + "/"
        + vip.key().protocol().text()
        + " @ "
        + vip.addresses().stream().map(each -> each.getHostAddress()).collect(joining(" "))
        + " -> "
        + vip.backends().stream()
            .map(
                each ->
                    each.instance()
                        + " "
                        + each.address().getHostAddress()
                        + ":"
                        + each.port()
                        + " x"
                        + each.weight())
            .collect(joining(", "));
  }

  /** Published names and their addresses; empty: nothing is known. */
  Optional<Map<String, String>> names() {
    if (!balancer.names().isKnown()) {
      return Optional.empty();
    }
    Map<String, String> names = new HashMap<>();
    balancer
        .names()
        .names()
        .forEach(
            (name, all) ->
                names.put(name, all.stream().map(a -> a.getHostAddress()).collect(joining(" "))));
    return Optional.of(names);
  }

  List<String> problems() {
    return found().stream().map(Problem::what).toList();
  }

  List<Problem> found() {
    return balancer.problems().list(100);
  }

  @Override
  public void close() {
    balancer.close();
    log.close();
  }

  private static final class MovedClock extends Clock {
    private Instant now = Instant.parse("2026-11-30T10:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("there is one zone here");
    }
  }

  /** Hosts are addresses here. */
  private static final class LiteralHosts implements HostResolver {
    @Override
    public void watch(String host, Listener listener) {}

    @Override
    public void unwatch(String host) {}
  }
}
