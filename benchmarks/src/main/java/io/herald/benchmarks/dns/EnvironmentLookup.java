package io.herald.benchmarks.dns;

import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Task;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.naming.options.Environments;
import io.herald.dns.record.DnsName;
import io.herald.dns.zone.Zone;
import io.herald.runtime.net.CidrNetwork;
import io.herald.services.Services;
import io.herald.services.instance.Publication;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * What environments cost a question: the same questions, with the same answers, of the same tasks,
 * which all are in the environment test.
 *
 * <p>{@code benchmarks/dns/steps.sh} runs it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EnvironmentLookup {

  private static final InetAddress OF_TEST = CidrNetwork.address("10.1.7.7");
  private static final InetAddress OF_NONE = CidrNetwork.address("10.9.7.7");

  /** Whether there are any, and who asks. */
  public enum Asked {
    /** No environment is configured. */
    WITHOUT_ENVIRONMENTS,
    /** Two are, and a client asks that is in neither. */
    BY_A_CLIENT_OF_NONE,
    /** A client of test asks for what test has. */
    BY_A_CLIENT_OF_TEST
  }

  @Param public Asked asked;

  @Param("10000")
  public int tasks;

  private List<byte[]> questions = List.of();
  private QueryResponder responder =
      new QueryResponder(StateToAnswer.newZone().index(), ResponderSettings.DEFAULT, 1);
  private int next;

  /** Makes the zone. */
  @Setup(Level.Trial)
  public void load() throws IOException {
    Environments environments =
        asked == Asked.WITHOUT_ENVIRONMENTS
            ? Environments.NONE
            : new Environments(
                Map.of(
                    "test", List.of(CidrNetwork.parse("10.1.0.0/16")),
                    "prod", List.of(CidrNetwork.parse("10.2.0.0/16"))),
                List.of(),
                Set.of(),
                Optional.empty(),
                Map.of());
    SyntheticCluster cluster = SyntheticCluster.of(tasks);
    Zone zone = StateToAnswer.newZone();
    if (environments.limitClients()) {
      zone.limitToAudiences();
    }
    Services services = StateToAnswer.services(zone, Publication.MESOS_DNS, environments);
    List<Entity> entities = new StateReading().read(StateJson.of(cluster, 5050));
    services.onBatch(
        StateToAnswer.added(entities.stream().map(EnvironmentLookup::ofTest).toList()));
    responder =
        new QueryResponder(
            List.of(zone.index()),
            ResponderSettings.DEFAULT,
            environments.clients(List.of(DnsName.parse("mesos"))),
            1);
    questions = QueryFile.questions(cluster, 4096).stream().map(MeasuredServer::query).toList();
  }

  private static Entity ofTest(Entity entity) {
    if (!(entity instanceof Task task)) {
      return entity;
    }
    Discovery given =
        task.discovery().orElseGet(() -> new Discovery("", "", "", "", "", List.of(), Map.of()));
    Discovery discovery =
        new Discovery(
            given.name(),
            "test",
            given.location(),
            given.version(),
            given.visibility(),
            given.ports(),
            given.labels());
    return new Task(
        task.frameworkId(),
        task.id(),
        task.name(),
        task.agentId(),
        task.state(),
        task.running(),
        task.ports(),
        Optional.of(discovery),
        task.labels(),
        task.network(),
        false);
  }

  /** One question, from bytes to bytes. */
  @Benchmark
  public int lookup() {
    byte[] question = questions.get(next++ & 4095);
    return responder.respond(
        question,
        question.length,
        Transport.UDP,
        asked == Asked.BY_A_CLIENT_OF_TEST ? OF_TEST : OF_NONE);
  }
}
