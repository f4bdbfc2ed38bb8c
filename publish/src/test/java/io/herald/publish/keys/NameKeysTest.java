package io.herald.publish.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ChangingCluster;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.services.instance.Instance;
import io.herald.services.instance.Publication;
import io.herald.skydns.message.SkydnsJson;
import io.herald.skydns.message.SkydnsTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Row S17 of the specification, and what else a task may be. */
class NameKeysTest {

  private static final Framework MARATHON = ClusterParts.framework("marathon");
  private static final Framework AGAIN = ClusterParts.framework("again", "marathon");
  private static final Agent AGENT = ClusterParts.agent("S1", "host1", "10.0.0.114");
  private static final Agent OTHER = ClusterParts.agent("S2", "host2", "10.0.0.115");

  private final KeyLayout layout = new KeyLayout(SkydnsTree.DEFAULT, "mesos", "herald", 30);
  private final PublishRules rules =
      new PublishRules(new PlainNames(), Publication.DEFAULT, List.of(), 60);

  private static TaskDraft task(Agent agent, String id, String name) {
    return new TaskDraft(MARATHON, agent, id, name);
  }

  private Map<String, String> keys(Task... tasks) {
    ChangingCluster cluster = new ChangingCluster();
    cluster.put(MARATHON, AGAIN, AGENT, OTHER);
    cluster.put(tasks);
    List<Instance> instances = new ArrayList<>();
    cluster
        .services()
        .read(
            view -> {
              view.services().forEach(service -> instances.addAll(view.instances(service)));
              return null;
            });
    Map<String, String> keys = new TreeMap<>();
    new NameKeys(layout, rules)
        .of(instances)
        .forEach((key, message) -> keys.put(key, new String(SkydnsJson.write(message), UTF_8)));
    return keys;
  }

  private static String value(String host, String rest, String group) {
    return "{\"host\":\""
        + host
        + "\","
        + rest
        + "\"ttl\":30,\"group\":\""
        + group
        + "\",\"herald\":\"herald\"}";
  }

  @Test
  void aTaskIsAKeyWithAddressPortAndATtlThatTheLeaseCovers() {
    Task sise =
        task(AGENT, "sise.1", "sise")
            .port("http", 31747, "tcp", Map.of("VIP_0", "/sise:80"))
            .task();
    assertThat(keys(sise))
        .containsExactly(
            Map.entry(
                "/skydns/mesos/marathon/sise/xirsqschjk44",
                value("10.0.0.114", "\"port\":31747,", "sise.marathon")));
  }

  @Test
  void furtherPortsAndAddressesAreKeysBesideItTheFirstPortWithoutASuffix() {
    Task two =
        task(AGENT, "web.1", "web").port("admin", 31001).port("http", 31000).at("10.0.0.9").task();
    String id = KeyIds.of(two);
    assertThat(keys(two))
        .containsExactly(
            Map.entry(
                "/skydns/mesos/marathon/web/" + id,
                value("10.0.0.114", "\"port\":31001,", "web.marathon")),
            Map.entry(
                "/skydns/mesos/marathon/web/" + id + "-31000",
                value("10.0.0.114", "\"port\":31000,", "web.marathon")));

    Task dual =
        task(AGENT, "v.1", "v")
            .port("http", 80)
            .network(Network.Mode.OWN)
            .at("9.0.1.6", "fd00::6")
            .task();
    assertThat(keys(dual))
        .containsExactly(
            Map.entry(
                "/skydns/mesos/marathon/v/" + KeyIds.of(dual),
                value("9.0.1.6", "\"port\":80,", "v.marathon")),
            Map.entry(
                "/skydns/mesos/marathon/v/" + KeyIds.of(dual) + "-80-2",
                value("fd00:0:0:0:0:0:0:6", "\"port\":80,", "v.marathon")));
  }

  @Test
  void aPortThatTcpAndUdpShareIsOneKey() {
    Task dns =
        task(AGENT, "d.1", "d")
            .port("dns", 53, "tcp", Map.of())
            .port("dns", 53, "udp", Map.of())
            .task();
    assertThat(keys(dns)).hasSize(1);
  }

  @Test
  void aTaskWithoutPortsIsItsAddress() {
    assertThat(keys(task(AGENT, "x.1", "x").task()).values())
        .containsExactly(value("10.0.0.114", "", "x.marathon"));
  }

  @Test
  void withoutDiscoveryInfoThePortsOfTheResourcesCount() {
    assertThat(keys(task(AGENT, "x.1", "x").resources(31000, 31001).task()).values())
        .containsExactly(
            value("10.0.0.114", "\"port\":31000,", "x.marathon"),
            value("10.0.0.114", "\"port\":31001,", "x.marathon"));
  }

  @Test
  void aNameWithDotsHasBothItsFormsEachAGroupOfItsOwn() {
    Task nested = task(AGENT, "b.1", "b.a").port("http", 80).task();
    String id = KeyIds.of(nested);
    assertThat(keys(nested))
        .containsExactly(
            Map.entry(
                "/skydns/mesos/marathon/a/b/" + id,
                value("10.0.0.114", "\"port\":80,", "b.a.marathon")),
            Map.entry(
                "/skydns/mesos/marathon/b-a/" + id,
                value("10.0.0.114", "\"port\":80,", "b-a.marathon")));
  }

  @Test
  void prioritiesKeepTheirOrderAndWeightsTheirScale() {
    Task first =
        task(AGENT, "p.1", "p")
            .port("http", 80)
            .labels(Map.of("io.herald.dns.priority", "5", "io.herald.dns.weight", "4"))
            .task();
    Task second = task(OTHER, "p.2", "p").port("http", 80).task();
    assertThat(keys(first, second).values())
        .containsExactlyInAnyOrder(
            value("10.0.0.114", "\"port\":80,\"priority\":15,\"weight\":4,", "p.marathon"),
            value("10.0.0.115", "\"port\":80,\"weight\":1,", "p.marathon"));
  }

  @Test
  void aTtlLabelCountsAsFarAsTheLeaseReachesAndNeverIsSkydnsDefault() {
    Task quick =
        task(AGENT, "q.1", "q").port("http", 80).labels(Map.of("io.herald.dns.ttl", "5")).task();
    Task never =
        task(AGENT, "r.1", "r").port("http", 80).labels(Map.of("io.herald.dns.ttl", "0")).task();
    assertThat(keys(quick).values()).singleElement().asString().contains("\"ttl\":5,");
    assertThat(keys(never).values()).singleElement().asString().contains("\"ttl\":1,");
  }

  @Test
  void unhealthyTasksAreLeftOutWhileOneOfTheNameIsHealthy() {
    Task good = task(AGENT, "h.1", "h").port("http", 80).healthy(true).task();
    Task bad = task(OTHER, "h.2", "h").port("http", 80).healthy(false).task();
    Task staging = task(OTHER, "h.3", "h").port("http", 80).state("TASK_STAGING").task();
    assertThat(keys(good, bad, staging).values())
        .containsExactly(value("10.0.0.114", "\"port\":80,", "h.marathon"));
    assertThat(keys(bad, staging).values())
        .containsExactly(value("10.0.0.115", "\"port\":80,", "h.marathon"));
  }

  /** Spark's ids are counted from 0 by each framework, and so may their names be alike. */
  @Test
  void aTaskIdThatTwoFrameworksHaveIsTwoKeys() {
    Task first = task(AGENT, "0", "c").port("http", 80).task();
    Task second = new TaskDraft(AGAIN, OTHER, "0", "c").port("http", 80).task();
    assertThat(keys(first, second))
        .containsOnlyKeys(
            "/skydns/mesos/marathon/c/" + KeyIds.of(first),
            "/skydns/mesos/marathon/c/" + KeyIds.of(second));
    assertThat(KeyIds.of(first)).isNotEqualTo(KeyIds.of(second));
  }

  @Test
  void aNameThatNoKeyCanSayHasNone() {
    assertThat(keys(task(AGENT, "s.1", "a/b").port("http", 80).task())).isEmpty();
  }
}
