package io.herald.dns.naming;

import io.herald.catalog.model.Entity;
import io.herald.changingcluster.ChangingEntities;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.loading.ZoneLoader;
import io.herald.dns.loading.ZoneRouter;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.services.problem.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Services, naming, zones and a responder of one configuration, as the server has them. */
final class EnvironmentZones {

  static final int TTL = 60;

  final List<Zone> zones;
  final NamedServices services;
  final ToldHosts hosts = new ToldHosts();
  private final ChangingEntities cluster;
  private final QueryResponder responder;

  EnvironmentZones(NamingOptions options) {
    this(options, List.of());
  }

  EnvironmentZones(NamingOptions options, List<ResourceRecord> zoneFile) {
    DnsName domain = DnsName.parse(options.domain());
    zones =
        Stream.of(
                Stream.of(domain),
                options.reverse().stream().map(ReverseNetwork::apex),
                options.others().all().stream())
            .flatMap(apexes -> apexes)
            .map(EnvironmentZones::zone)
            .toList();
    if (options.environments().limitClients()) {
      zones.forEach(Zone::limitToAudiences);
    }
    ZoneRouter router =
        new ZoneRouter(
            zones.stream().map(zone -> new ZoneLoader(zone, Runnable::run)).toList(),
            options.others().altDomain(),
            Runnable::run);
    services = NamedServices.of(options, hosts, router);
    services.naming().replaceStatic(zoneFile);
    cluster = new ChangingEntities(services::onBatch);
    responder =
        new QueryResponder(
            zones.stream().map(Zone::index).toList(),
            ResponderSettings.DEFAULT,
            options.environments().clients(options.searched()),
            1);
  }

  /** The naming of a configuration that is given as flags. */
  static NamingOptions options(String... flags) throws Exception {
    Map<String, String> all = new HashMap<>();
    all.put("masters", "10.99.0.1:5050");
    all.put("ip-sources", "netinfo,host");
    for (int i = 0; i < flags.length; i += 2) {
      all.put(flags[i], flags[i + 1]);
    }
    return new DnsConfigReader().options(all).read().namingAt(List.of());
  }

  private static Zone zone(DnsName apex) {
    return new Zone(
        new ZoneSettings(
            apex, TTL, DnsName.parse("ns1.mesos"), apex, 1, 1, 1, 30, DnsName.parse("ns1.mesos")),
        Clock.systemUTC());
  }

  EnvironmentZones put(Entity... entities) {
    cluster.put(entities);
    return this;
  }

  EnvironmentZones remove(Entity... entities) {
    cluster.remove(entities);
    return this;
  }

  List<Entity> entities() {
    return List.copyOf(cluster.there().values());
  }

  List<Problem> problems() {
    return services.naming().problems().list(1000);
  }

  /** Every owner name of every zone. */
  SortedSet<String> owners() {
    SortedSet<String> owners = new TreeSet<>();
    zones.forEach(
        zone -> zone.snapshot().forEachRecord(record -> owners.add(record.owner().toString())));
    return owners;
  }

  /** The length of the reply. */
  int respond(byte[] query, InetAddress client) {
    return responder.respond(query, query.length, Transport.UDP, client);
  }

  Message ask(String client, String name, int type, Transport transport) throws IOException {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
    if (transport == Transport.UDP) {
      query.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
    }
    byte[] wire = query.toWire();
    int length = responder.respond(wire, wire.length, transport, InetAddress.getByName(client));
    return new Message(Arrays.copyOf(responder.reply(), length));
  }

  /** The answer as {@code NAME TYPE VALUE}, sorted; without any, what the code is. */
  List<String> answer(String client, String name, String type) throws IOException {
    Message reply = ask(client, name, Type.value(type), Transport.UDP);
    List<String> answers = new ArrayList<>();
    for (Record record : reply.getSection(Section.ANSWER)) {
      answers.add(
          record.getName() + " " + Type.string(record.getType()) + " " + record.rdataToString());
    }
    if (answers.isEmpty()) {
      answers.add(reply.getRcode() == Rcode.NOERROR ? "NODATA" : Rcode.string(reply.getRcode()));
    }
    answers.sort(null);
    return answers;
  }
}
