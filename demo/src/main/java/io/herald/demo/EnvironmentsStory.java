package io.herald.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.demo.DnsClient.Service;
import io.herald.demo.DnsClient.Transport;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The story that {@code herald demo --story environments --check} plays: environments are apart by
 * default, share what is shared, and are composed by a name. Times are printed and never judged.
 */
final class EnvironmentsStory {

  private static final String SHOP = "_http._shop._tcp";
  private static final String KEYS = "/skydns/local/skydns/";
  private static final String NONE = "NXDOMAIN";
  private static final int QUESTIONS = 100;

  /** Seven JVMs start first: three commands, two executors, two tasks. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final JsonMapper JSON = new JsonMapper();

  private final EnvironmentsScene scene;
  private final DemoCluster cluster;
  private final List<HeraldChild> commands;
  private final Verdicts verdicts;

  /** By environment. */
  private final Map<String, DnsClient> clients = new TreeMap<>();

  /** In no environment's network, so it sees everything. */
  private final DnsClient operator;

  EnvironmentsStory(
      EnvironmentsScene scene, DemoCluster cluster, List<HeraldChild> commands, PrintStream out) {
    this.scene = scene;
    this.cluster = cluster;
    this.commands = List.copyOf(commands);
    this.verdicts = new Verdicts(out, PATIENCE);
    this.operator = new DnsClient(cluster.dnsAddress());
    clients.put("test", new DnsClient(cluster.dnsAddress(), EnvironmentsScene.TEST));
    clients.put("prod", new DnsClient(cluster.dnsAddress(), EnvironmentsScene.PROD));
  }

  /** Plays it; true if every check passed. */
  boolean play() {
    eachHasItsOwn();
    noneHasTheOthers();
    bothHaveWhatIsShared();
    anAliasKeyComposes();
    anImportComposes();
    theKeysAreTheZone();
    etcdMayGo();
    return verdicts.conclude();
  }

  private void eachHasItsOwn() {
    clients.forEach(
        (environment, dns) -> {
          verdicts.await(
              environment + " finds its shop by the short name, " + SHOP + ".mesos",
              "web/" + environment + "/shop answers there",
              () -> {
                commands.forEach(HeraldChild::requireAlive);
                return jobs(dns, SHOP + ".mesos");
              },
              Set.of("web/" + environment + "/shop")::equals);
          verdicts.check(
              environment + " finds its address as shop.mesos, over UDP and TCP",
              dns.addresses("shop." + environment + ".mesos", Transport.UDP),
              () ->
                  dns.addresses("shop.mesos", Transport.UDP)
                          .equals(dns.addresses("shop.mesos", Transport.TCP))
                      ? dns.addresses("shop.mesos", Transport.TCP)
                      : List.of());
        });
  }

  private void noneHasTheOthers() {
    denied("test", "shop.prod.mesos");
    denied("test", SHOP + ".prod.mesos");
    denied("prod", "shop.test.mesos");
    denied("prod", SHOP + ".test.mesos");
    verdicts.check(
        "each is hidden under the tasks' ordinary names too",
        "web/prod/shop alone for prod, both for who is in no environment",
        () ->
            (jobs(client("prod"), SHOP + ".twitterscheduler.mesos").equals(Set.of("web/prod/shop"))
                    ? "web/prod/shop alone for prod"
                    : "other jobs for prod")
                + (jobs(operator, SHOP + ".twitterscheduler.mesos").size() == 2
                    ? ", both for who is in no environment"
                    : ", not both for who is in no environment"));
    verdicts.check(
        "explain says why shop.prod.mesos is hidden from a client of test",
        true,
        () ->
            api("/v1/explain?name=shop.prod.mesos&client=127.0.1.1")
                .contains("hidden from test: it is in the environment prod"));
  }

  private void denied(String environment, String name) {
    verdicts.check(
        environment + " is told that there is no " + name,
        NONE,
        () -> client(environment).status(name, Transport.UDP));
  }

  private void bothHaveWhatIsShared() {
    int port = EnvironmentsScene.zooKeeperPort(cluster);
    clients.forEach(
        (environment, dns) -> {
          for (String name : List.of("zookeeper.skydns.local", "zookeeper")) {
            verdicts.await(
                environment + " finds the cluster's ZooKeeper as " + name,
                "one server at port " + port,
                () -> dns.services(name, Transport.UDP),
                found -> found.size() == 1 && found.get(0).port() == port);
          }
        });
  }

  /** A database on bare metal, which is in no Mesos. */
  private void anAliasKeyComposes() {
    put("prod/ledger/0", "{\"host\":\"127.0.0.1\",\"port\":5432}");
    verdicts.await(
        "prod finds its ledger, registered in etcd",
        "port 5432",
        () -> client("prod").services("ledger.skydns.local", Transport.UDP),
        EnvironmentsStory::isLedger);
    denied("test", "ledger.skydns.local");
    denied("test", "ledger.prod.skydns.local");
    put("test/ledger", "{\"host\":\"ledger.prod.skydns.local\"}");
    verdicts.await(
        "one alias key of test's later test finds prod's ledger by the short name",
        "port 5432",
        () -> client("test").services("ledger.skydns.local", Transport.UDP),
        EnvironmentsStory::isLedger);
    verdicts.check(
        "and its address, through the alias",
        List.of("127.0.0.1"),
        () ->
            client("test").addresses("ledger.test.skydns.local", Transport.TCP).stream()
                .map(InetAddress::getHostAddress)
                .toList());
    denied("prod", "ledger.test.skydns.local");
  }

  private static boolean isLedger(List<Service> found) {
    return found.size() == 1 && found.get(0).port() == 5432;
  }

  private void anImportComposes() {
    denied("test", "live.mesos");
    cluster.reload(Map.of("imports", "test=live:shop.prod"));
    verdicts.await(
        "one import later test finds prod's shop as live, and its own as shop",
        "web/prod/shop and web/test/shop",
        () ->
            jobs(client("test"), "_http._live._tcp.mesos")
                + " and "
                + jobs(client("test"), SHOP + ".mesos"),
        "[web/prod/shop] and [web/test/shop]"::equals);
    denied("prod", "shop.test.mesos");
    denied("prod", "live.test.mesos");
  }

  private void theKeysAreTheZone() {
    verdicts.await(
        "the published keys are the zone's servers",
        "twice the same four hosts and ports",
        () -> List.of(published(), zone()),
        both -> both.get(0).size() == 4 && both.get(0).equals(both.get(1)));
  }

  /** {@code host:port} of each key of the shops'. */
  private Set<String> published() {
    Set<String> servers = new TreeSet<>();
    for (String line :
        scene
            .etcd()
            .control(
                "get", "--prefix", "--print-value-only", "/skydns/mesos/twitterscheduler/shop/")
            .split("\n", -1)) {
      if (!line.isBlank()) {
        JsonNode key = json(line);
        servers.add(key.path("host").asText() + ":" + key.path("port").asInt());
      }
    }
    return servers;
  }

  /** The same of each SRV record. */
  private Set<String> zone() {
    Set<String> servers = new TreeSet<>();
    for (Service server : operator.services("_shop._tcp.twitterscheduler.mesos", Transport.TCP)) {
      operator
          .addresses(server.target(), Transport.UDP)
          .forEach(address -> servers.add(address.getHostAddress() + ":" + server.port()));
    }
    return servers;
  }

  private void etcdMayGo() {
    scene.etcd().kill();
    verdicts.check(
        "etcd killed, no name is denied in " + QUESTIONS + " questions", "0 denied", this::denials);
    scene.etcd().restart();
    verdicts.await(
        "etcd started again, no name is denied until its keys are followed again",
        "0 denied, followed",
        () ->
            denials()
                + (api("/metrics").contains("\nherald_skydns_stale 0") ? ", followed" : ", stale"),
        "0 denied, followed"::equals);
    put("test/late", "{\"host\":\"127.0.0.1\",\"port\":1}");
    verdicts.await(
        "a key that is put then is answered",
        "port 1",
        () -> client("test").services("late.skydns.local", Transport.UDP),
        found -> found.size() == 1);
  }

  private String denials() {
    int denied = 0;
    for (int i = 0; i < QUESTIONS / 4; i++) {
      for (String name : List.of("zookeeper.skydns.local", "ledger.skydns.local")) {
        denied += client("test").services(name, Transport.UDP).isEmpty() ? 1 : 0;
      }
      for (DnsClient dns : clients.values()) {
        denied += dns.addresses("shop.mesos", Transport.UDP).isEmpty() ? 1 : 0;
      }
    }
    return denied + " denied";
  }

  /** Which jobs answer at the servers of a name. */
  private static Set<String> jobs(DnsClient dns, String name) {
    Set<String> jobs = new TreeSet<>();
    for (Service server : dns.services(name, Transport.UDP)) {
      String body =
          PlainHttp.get(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                  "shop",
                  "/")
              .body();
      jobs.add(body.lines().findFirst().orElse("nobody").replaceFirst("^job ", ""));
    }
    return jobs;
  }

  private DnsClient client(String environment) {
    return clients.get(environment);
  }

  private void put(String key, String value) {
    String unused = scene.etcd().control("put", KEYS + key, value);
  }

  private String api(String path) {
    return PlainHttp.get(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.dnsApi().getPort()),
            "herald",
            path)
        .body();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON: " + text, e);
    }
  }
}
