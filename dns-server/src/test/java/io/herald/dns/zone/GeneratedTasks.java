package io.herald.dns.zone;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Contributions as the naming makes them of many tasks of three frameworks: two ports, discovery
 * names; a third of the tasks has a dotted name and so every record twice. About 16 records each.
 */
final class GeneratedTasks {

  private static final int[] SERVICE_SIZES = {4, 8, 10, 10, 12, 16};
  private static final String[] ENVIRONMENTS = {"prod", "staging", "devel"};

  private final int tasks;
  private final Random random = new Random(42);
  private int made;
  private int service;
  private int leftOfService = SERVICE_SIZES[0];

  GeneratedTasks(int tasks) {
    this.tasks = tasks;
  }

  /** The next {@code count} contributions, fewer at the end, none after it. */
  List<Contribution> next(int count) {
    List<Contribution> contributions = new ArrayList<>();
    while (contributions.size() < count && made < tasks) {
      contributions.add(task(made++));
      if (--leftOfService == 0) {
        leftOfService = SERVICE_SIZES[++service % SERVICE_SIZES.length];
      }
    }
    return contributions;
  }

  private Contribution task(int number) {
    List<ResourceRecord> records = new ArrayList<>();
    int agent = random.nextInt(Math.max(2, tasks / 20));
    String suffix = "-" + hash() + "-s" + agent;
    byte[] agentAddress = {10, (byte) (agent >> 16), (byte) (agent >> 8), (byte) agent};
    byte[] ownAddress = {(byte) 172, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    int port = 31_000 + 2 * random.nextInt(490);
    String second = service % 2 == 0 ? "tcp" : "udp";
    for (String name : names()) {
      String canonical = name + suffix;
      String domain = framework() + ".mesos.";
      String agents = framework() + ".slave.mesos.";
      a(records, name + "." + domain, ownAddress);
      a(records, canonical + "." + domain, ownAddress);
      a(records, name + "." + agents, agentAddress);
      a(records, canonical + "." + agents, agentAddress);
      for (String protocol : List.of("tcp", "udp")) {
        srv(records, "_" + name + "._" + protocol + "." + agents, port, canonical + "." + agents);
        srv(
            records,
            "_" + name + "._" + protocol + "." + agents,
            port + 1,
            canonical + "." + agents);
      }
      srv(records, "_" + name + "._tcp." + domain, port, canonical + "." + domain);
      srv(records, "_http._" + name + "._tcp." + domain, port, canonical + "." + domain);
      srv(records, "_" + name + "._" + second + "." + domain, port + 1, canonical + "." + domain);
      srv(
          records,
          "_admin._" + name + "._" + second + "." + domain,
          port + 1,
          canonical + "." + domain);
    }
    return new Contribution(records);
  }

  private List<String> names() {
    String number = String.format("%05d", service);
    if (service % 3 != 2) {
      return List.of((service % 3 == 0 ? "web-" : "job-") + number);
    }
    String dotted = "svc" + number + "." + ENVIRONMENTS[service / 3 % 3] + ".role" + service % 40;
    return List.of(dotted, dotted.replace('.', '-'));
  }

  private String framework() {
    return service % 3 == 0 ? "marathon" : service % 3 == 1 ? "chronos" : "twitterscheduler";
  }

  private String hash() {
    StringBuilder hash = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      hash.append("ybndrfg8ejkmcpqxot1uwisza345h769".charAt(random.nextInt(32)));
    }
    return hash.toString();
  }

  private static void a(List<ResourceRecord> records, String owner, byte[] address) {
    records.add(new ResourceRecord(DnsName.parse(owner), RecordType.A, address));
  }

  private static void srv(List<ResourceRecord> records, String owner, int port, String target) {
    records.add(ResourceRecord.srv(DnsName.parse(owner), 0, 1, port, DnsName.parse(target)));
  }
}
