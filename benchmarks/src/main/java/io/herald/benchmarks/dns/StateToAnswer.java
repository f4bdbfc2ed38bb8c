package io.herald.benchmarks.dns;

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Task;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.loading.ZoneLoader;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.Environments;
import io.herald.dns.naming.options.NameForms;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.DnsName;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.services.Services;
import io.herald.services.host.HostResolver;
import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import io.herald.services.problem.ProblemBook;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Each step between a master's state and an answer, alone: reading a state the first time and
 * again, making a whole zone of it, one task's change in that zone, one question.
 *
 * <p>{@code benchmarks/dns/steps.sh} runs it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StateToAnswer {

  /** Tasks of the cluster; figures of a whole snapshot are to be divided by it. */
  @Param({"1000", "10000"})
  public int tasks;

  private byte[] state = {};
  private List<Entity> snapshot = List.of();
  private StateReading reader = new StateReading();
  private Zone zone = newZone();
  private Services services = services(zone);
  private List<byte[]> questions = List.of();
  private List<Task> ofNow = new ArrayList<>();
  private QueryResponder responder = responder(zone);
  private int next;

  /** Reads the cluster and makes the zone that the single steps work on. */
  @Setup(Level.Trial)
  public void load() throws IOException {
    SyntheticCluster cluster = SyntheticCluster.of(tasks);
    state = StateJson.of(cluster, 5050);
    snapshot = reader.read(state);
    zone = newZone();
    services = services(zone);
    services.onBatch(added(snapshot));
    responder = responder(zone);
    questions = QueryFile.questions(cluster, 4096).stream().map(MeasuredServer::query).toList();
    ofNow = new ArrayList<>();
    snapshot.forEach(
        entity -> {
          if (entity instanceof Task task) {
            ofNow.add(task);
          }
        });
  }

  /** A state that nothing is known of. */
  @Benchmark
  public List<Entity> parse() throws IOException {
    return new StateReading().read(state);
  }

  /** The same state again. */
  @Benchmark
  public List<Entity> parseUnchanged() throws IOException {
    return reader.read(state);
  }

  /** A whole snapshot into an empty zone: names, records, prepared answers. */
  @Benchmark
  public Zone zoneApply() {
    Zone fresh = newZone();
    services(fresh).onBatch(added(snapshot));
    return fresh;
  }

  /** One task moves to another agent: its records out, others in, one serial. */
  @Benchmark
  public long patch() {
    int place = next++ % ofNow.size();
    Task old = ofNow.get(place);
    Task moved =
        new Task(
            old.frameworkId(),
            old.id(),
            old.name(),
            ofNow.get(next % ofNow.size()).agentId(),
            old.state(),
            old.running(),
            old.ports(),
            old.discovery(),
            old.labels(),
            old.network(),
            false);
    if (!moved.equals(old)) {
      services.onBatch(
          new ChangeBatch(
              next, Instant.EPOCH, false, true, List.of(new Change.Changed(old, moved))));
      ofNow.set(place, moved);
    }
    return zone.serial();
  }

  /** One question as compare.sh asks them, from bytes to bytes. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public int lookup() {
    byte[] question = questions.get(next++ & 4095);
    return responder.respond(question, question.length, Transport.UDP);
  }

  private static QueryResponder responder(Zone zone) {
    return new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1);
  }

  static ChangeBatch added(List<Entity> entities) {
    return new ChangeBatch(
        0, Instant.EPOCH, true, true, entities.stream().<Change>map(Change.Added::new).toList());
  }

  static Zone newZone() {
    DnsName name = DnsName.parse("ns1.mesos");
    return new Zone(
        new ZoneSettings(DnsName.parse("mesos"), 60, name, name, 60, 600, 86_400, 60, name),
        Clock.systemUTC());
  }

  private static Services services(Zone zone) {
    return services(zone, Publication.MESOS_DNS);
  }

  /** The services of a cluster, named in that zone. */
  static Services services(Zone zone, Publication publication) {
    return services(zone, publication, Environments.NONE);
  }

  /** The same with environments. */
  static Services services(Zone zone, Publication publication, Environments environments) {
    NamingOptions options =
        new NamingOptions(
                "mesos",
                LabelRules.RFC1123,
                List.of(IpSource.NETINFO, IpSource.MESOS, IpSource.HOST),
                1,
                List.of(),
                "ns1.mesos",
                List.of())
            .with(publication, NameForms.MESOS_DNS, List.of())
            .withEnvironments(environments);
    Services services =
        new Services(options.services(), new Unresolved(), new ProblemBook(NameProblem.REPORTED));
    services.subscribe(new Naming(options, services, new ZoneLoader(zone, Runnable::run)));
    return services;
  }

  /** All hosts of a synthetic cluster are addresses. */
  private static final class Unresolved implements HostResolver {
    @Override
    public void watch(String host, Listener listener) {}

    @Override
    public void unwatch(String host) {}
  }

  /** Runs all of them. */
  public static void main(String[] args) throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(StateToAnswer.class.getName())
                .include(HealthFlip.class.getName())
                .include(EnvironmentLookup.class.getName())
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }
}
