package io.herald.api;

import io.herald.api.facts.ClusterFacts;
import io.herald.api.facts.DnsAnswer;
import io.herald.api.facts.DnsFacts;
import io.herald.api.facts.DnsRecord;
import io.herald.api.facts.NameExplanation;
import io.herald.api.facts.ProblemReport;
import io.herald.api.facts.QueryFigures;
import io.herald.api.facts.ServedFacts;
import io.herald.catalog.SkippedItem;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.ZooKeeperSession;
import io.herald.catalog.follow.SkippedBySource;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a DNS server might say beside the services: two records for each service's name. */
public final class ScriptedFacts implements ClusterFacts, DnsFacts {

  private volatile boolean explaining;

  public ServedFacts facts() {
    return new ServedFacts(List.of(), this, this);
  }

  /** Whether another name is being explained. */
  public void explaining(boolean busy) {
    explaining = busy;
  }

  @Override
  public List<SourceStatus> sources() {
    return List.of(
        new SourceStatus(
            "mesos",
            Optional.of("stream"),
            Optional.empty(),
            Optional.of(LiveCluster.NOW.minusSeconds(3)),
            Optional.of(LiveCluster.NOW.minusSeconds(860)),
            Map.of("TASK_UPDATED", 1204L),
            Map.of("task", 1L),
            2,
            false,
            Map.of(
                "stream", new SourceStatus.Fault(4, Optional.of(LiveCluster.NOW.minusSeconds(9))),
                "drift", new SourceStatus.Fault(0, Optional.empty())),
            Optional.of(
                new SourceStatus.Reading(LiveCluster.NOW.minusSeconds(41), Duration.ofMinutes(1))),
            Optional.empty(),
            Optional.of(
                new ZooKeeperSession(
                    "zk1:2181",
                    ZooKeeperSession.State.SUSPENDED,
                    LiveCluster.NOW.minusSeconds(9)))),
        new SourceStatus(
            "zk",
            Optional.empty(),
            Optional.of("ZooKeeper can't be reached: connection refused"),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Map.of(),
            0,
            true));
  }

  @Override
  public ProblemReport problems() {
    return new ProblemReport(
        Map.of("port", 4L),
        List.of(
            new Problem(EntityProblem.PORT, new Task.Id("f", "t"), "its port is -1"),
            new Problem(EntityProblem.HOST, new Agent.Id("a"), "its host is \"?\""),
            new Problem(EntityProblem.HOST, new Framework.Id("f"), "its host is \"?\""),
            new Problem(
                EntityProblem.METADATA, new Announcement.Id("/a/b", "member_1"), "its weight"),
            new Problem(EntityProblem.HOST, Optional.empty(), "several")),
        List.of(
            new SkippedBySource(
                "mesos", Map.of("task", 1L), List.of(new SkippedItem("task", "t", "broken")))));
  }

  @Override
  public List<DnsRecord> records(ServiceKey service) {
    String name = service.name() + "." + service.framework() + ".mesos.";
    List<DnsRecord> records = new ArrayList<>();
    records.add(
        new DnsRecord("_" + name, "SRV", 60, "0 1 31000 " + name, List.of(new Task.Id("f", "t"))));
    records.add(
        new DnsRecord(
            name, "A", 60, "10.1.0.2", List.of(new Task.Id("g", "t"), new Task.Id("f", "t"))));
    records.add(new DnsRecord(name, "A", 60, "10.1.0.1", List.of()));
    return records;
  }

  @Override
  public boolean isType(String type) {
    return Set.of("A", "AAAA", "SRV").contains(type);
  }

  @Override
  public Optional<DnsAnswer> resolve(String name, String type) {
    if (name.contains("..")) {
      throw new IllegalArgumentException("write a name without empty labels");
    }
    if (!name.endsWith("mesos")) {
      return Optional.empty();
    }
    DnsAnswer.Line line = new DnsAnswer.Line(name + ".", 60, type, "10.1.0.1");
    return Optional.of(new DnsAnswer("NOERROR", true, List.of(line), List.of(), List.of(line)));
  }

  @Override
  public Optional<NameExplanation> explain(String name, Optional<InetAddress> client) {
    return explaining
        ? Optional.empty()
        : Optional.of(
            new NameExplanation(
                name,
                "answered",
                "it has records",
                List.of(
                    new NameExplanation.ExplainedRecord(
                        "A",
                        "10.1.0.1",
                        List.of(
                            new NameExplanation.Origin(
                                "task-address",
                                "address of the task",
                                "task",
                                Map.of("id", "t", "name", "web"))))),
                List.of("a reason"),
                List.of("web.mesos")));
  }

  @Override
  public QueryFigures queries() {
    return new QueryFigures(Map.of("NOERROR", 90210L, "NXDOMAIN", 17L), 2, 1);
  }
}
