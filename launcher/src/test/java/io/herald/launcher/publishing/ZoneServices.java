package io.herald.launcher.publishing;

import io.herald.changingcluster.ChangingCluster;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.options.NameForms;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.instance.Publication;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the zone itself has of the services that are published, put as SkyDNS would. */
final class ZoneServices {

  static final NamingOptions OPTIONS =
      new NamingOptions(
              "mesos", LabelRules.RFC1123, List.of(), 1, List.of(), "ns1.mesos", List.of())
          .with(Publication.DEFAULT, new NameForms(true, false, false), List.of())
          .withOwnNames(false);

  private static final Pattern SERVICE =
      Pattern.compile("_([^.].*)\\._(?:tcp|udp)\\.(.+)\\.mesos\\.?");

  /** One endpoint as SRV shows it: where, and in which share. */
  record Shown(InetAddress host, int port, int priority, int share) {}

  private record Srv(int port, int priority, int weight, String target) {}

  private final Map<String, Set<InetAddress>> addresses = new HashMap<>();
  private final Map<String, Set<Srv>> services = new TreeMap<>();

  /** All that the zone has of this cluster. */
  ZoneServices(ChangingCluster cluster) {
    Collected zone = new Collected();
    cluster.services().subscribe(new Naming(OPTIONS, cluster.services(), zone));
    zone.records.forEach(this::sort);
  }

  /** The services' names, without the zone. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (String owner : services.keySet()) {
      Matcher service = SERVICE.matcher(owner);
      boolean ofPort = service.matches() && service.group(1).contains("._");
      if (service.matches() && !ofPort && !service.group(2).endsWith(".slave")) {
        names.add(service.group(1) + "." + service.group(2));
      }
    }
    return names;
  }

  /** Those that a name has. */
  Set<InetAddress> addresses(String name) {
    return addresses.getOrDefault(name + ".mesos", Set.of());
  }

  /** The zone's SRV records of a name, both protocols', with SkyDNS' numbers. */
  Set<Shown> shown(String name) {
    Set<Shown> shown = new HashSet<>();
    services.forEach(
        (owner, records) -> {
          Matcher service = SERVICE.matcher(owner);
          if (service.matches()
              && !service.group(2).endsWith(".slave")
              && name.equals(service.group(1) + "." + service.group(2))) {
            for (Srv record : records) {
              // Weights of a name with labels are 256 times theirs less one; 1 without any.
              int share = record.weight() == 1 ? 0 : (record.weight() + 1) / 256;
              for (InetAddress host : addresses.getOrDefault(record.target(), Set.of())) {
                shown.add(new Shown(host, record.port(), record.priority() + 10, share));
              }
            }
          }
        });
    return shown;
  }

  private void sort(ResourceRecord record) {
    String owner = plain(record.owner());
    try {
      if (record.type().equals(RecordType.A) || record.type().equals(RecordType.AAAA)) {
        addresses
            .computeIfAbsent(owner, name -> new HashSet<>())
            .add(InetAddress.getByAddress(record.rdata()));
      } else if (record.type().equals(RecordType.SRV)) {
        ByteBuffer data = ByteBuffer.wrap(record.rdata());
        int priority = data.getShort() & 0xffff;
        int weight = data.getShort() & 0xffff;
        int port = data.getShort() & 0xffff;
        DnsName target = DnsName.fromWire(record.rdata(), 6, record.rdata().length - 6);
        services
            .computeIfAbsent(owner, name -> new HashSet<>())
            .add(new Srv(port, priority, weight, plain(target)));
      }
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError("an address of the zone", e);
    }
  }

  private static String plain(DnsName name) {
    String text = name.toString();
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static final class Collected implements ZoneWriter {
    private final List<ResourceRecord> records = new ArrayList<>();

    @Override
    public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
      added.forEach(contribution -> records.addAll(contribution.records()));
    }

    @Override
    public void loaded() {}
  }
}
