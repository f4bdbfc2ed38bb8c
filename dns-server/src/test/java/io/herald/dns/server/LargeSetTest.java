package io.herald.dns.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferIn;

/** A cluster of 1,500 agents whose 5,000 tasks have one name: no DNS message holds its sets. */
class LargeSetTest {

  private static final int AGENTS = 1500;
  private static final int TASKS = 5000;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aSetThatNoMessageHoldsIsServedInPartsAndTold() throws Exception {
    try (StateOnlyMaster master = new StateOnlyMaster()) {
      master.says(state(TASKS));
      Map<String, String> options =
          Map.of(
              "masters", master.address(),
              "refresh-seconds", "1",
              "listener", "127.0.0.1",
              "port", "0",
              "http-listener", "127.0.0.1",
              "http-port", "0",
              "external-on", "false");
      DnsConfig config = new DnsConfigReader().options(options).read();
      try (DnsService dns = new DnsService(config)) {
        dns.start();
        await().until(() -> ask(dns, "redis.marathon.mesos.", Type.A).size() > 1000);

        assertThat(seen(dns, "redis.marathon.mesos.", Type.A, TASKS)).hasSize(TASKS);
        assertThat(seen(dns, "_redis._tcp.marathon.mesos.", Type.SRV, TASKS)).hasSize(TASKS);
        assertThat(seen(dns, "_agent._tcp.mesos.", Type.SRV, AGENTS)).hasSize(AGENTS);

        assertThat(get(dns, "/metrics"))
            .containsPattern("herald_dns_partial_total\\{transport=\"tcp\"} [1-9]")
            .containsPattern("herald_dns_truncated_total\\{transport=\"tcp\"} 0")
            .containsPattern("herald_naming_problems\\{kind=\"(?i)too.many.records\"} [1-9]");
        Map<?, ?> problems = new ObjectMapper().readValue(get(dns, "/v1/problems"), Map.class);
        assertThat(problems.get("problems").toString())
            .contains("redis.marathon.mesos. has more A records than one DNS message holds (64 KB)")
            .contains("_redis._tcp.marathon.mesos. has more SRV records")
            .contains("_agent._tcp.mesos. has more SRV records")
            .doesNotContain("redis.marathon.slave.mesos. has more A records");
        assertThat(transferred(dns)).hasSizeGreaterThan(5 * TASKS);

        master.says(state(10));
        await().until(() -> ask(dns, "redis.marathon.mesos.", Type.A).size() == 10);
        await().until(() -> !get(dns, "/v1/problems").contains("redis.marathon.mesos."));
        assertThat(get(dns, "/v1/problems")).contains("_agent._tcp.mesos. has more SRV records");
      }
    }
  }

  /** What answers over TCP hold in all, none of them cut, until it is enough. */
  private static Set<Record> seen(DnsService dns, String name, int type, int enough)
      throws Exception {
    Set<Record> seen = new HashSet<>();
    for (int i = 0; i < 1000 && seen.size() < enough; i++) {
      List<Record> part = ask(dns, name, type);
      assertThat(part).hasSizeLessThan(enough);
      seen.addAll(part);
    }
    return seen;
  }

  private static List<Record> ask(DnsService dns, String name, int type) throws Exception {
    InetSocketAddress server = dns.dnsAddresses().get(0);
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTCP(true);
    resolver.setTimeout(Duration.ofMinutes(1));
    Message reply =
        resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
    assertThat(reply.getHeader().getFlag(Flags.TC)).isFalse();
    return reply.getSection(Section.ANSWER);
  }

  private static List<Record> transferred(DnsService dns) throws Exception {
    ZoneTransferIn transfer =
        ZoneTransferIn.newAXFR(Name.fromString("mesos."), dns.dnsAddresses().get(0), null);
    transfer.run();
    return transfer.getAXFR();
  }

  private String get(DnsService dns, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + dns.httpAddress().orElseThrow().getPort() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static byte[] state(int tasks) {
    List<String> agents = new ArrayList<>();
    for (int i = 0; i < AGENTS; i++) {
      agents.add(
          """
          {"id": "x-S%d", "pid": "slave(1)@10.1.%d.%d:5051", "hostname": "node%d.example.com",
           "active": true}"""
              .formatted(i, i / 250, i % 250 + 1, i));
    }
    List<String> running = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      running.add(
          """
          {"id": "redis.%d", "name": "redis", "framework_id": "f", "slave_id": "x-S%d",
           "state": "TASK_RUNNING", "resources": {"ports": "[%d-%d]"},
           "container": {"type": "MESOS", "network_infos": [{"name": "net"}]},
           "statuses": [{"state": "TASK_RUNNING", "timestamp": 1.0, "container_status":
             {"network_infos": [{"ip_addresses": [{"ip_address": "10.64.%d.%d"}]}]}}]}"""
              .formatted(i, i % AGENTS, 20_000 + i, 20_000 + i, i / 250, i % 250 + 1));
    }
    return """
    {"version": "0.28.0", "leader": "master@127.0.0.1:5050", "pid": "master@127.0.0.1:5050",
     "slaves": [%s],
     "frameworks": [{"id": "f", "name": "marathon", "pid": "s@10.0.0.9:1", "tasks": [%s]}]}"""
        .formatted(String.join(",", agents), String.join(",", running))
        .getBytes(UTF_8);
  }
}
