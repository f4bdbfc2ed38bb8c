package io.herald.dns.naming.announcement;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.names.ReservedNames;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.RecordCollector;
import io.herald.dns.record.Contribution;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The records of one announcement's own names, for {@code hello.prod.www} of {@link SetName}:
 *
 * <ul>
 *   <li>addresses of the service endpoint's host at {@code hello.prod.www.announced}, at the
 *       member's name {@code member-0000000001.hello.prod.www.announced} and, if it has a shard, at
 *       {@code 3.hello.prod.www.announced}
 *   <li>SRV of the service endpoint at {@code _hello.prod.www._tcp.announced} and {@code
 *       _hello._tcp.prod.www.announced}
 *   <li>SRV of each additional endpoint at {@code _http._hello.prod.www._tcp.announced}, {@code
 *       _http._tcp.hello.prod.www.announced} and, for one instance, {@code
 *       _http._tcp.3.hello.prod.www.announced}
 * </ul>
 *
 * <p>The target of an SRV record is the member's name, which no other member shares: the addresses
 * of two members of one shard never mix. An endpoint on another host than the service endpoint has
 * a target of its own. A pure function of what it is given.
 */
final class AnnouncementRecords {

  /** Under this label of the zone all announcements are. */
  private static final String LABEL = ReservedNames.ANNOUNCED;

  /** Key of a member's metadata: an integer, the weight of its SRV records. */
  static final String WEIGHT = "weight";

  private final Announcement announcement;
  private final Map<String, List<InetAddress>> addresses;
  private final NamingOptions options;
  private final int weight;
  private final RecordCollector records;

  private AnnouncementRecords(
      NamingOptions options,
      Announcement announcement,
      Map<String, List<InetAddress>> addresses,
      RecordCollector records) {
    this.options = options;
    this.announcement = announcement;
    this.addresses = addresses;
    this.records = records;
    this.weight = weight();
  }

  /**
   * The announcement's contribution.
   *
   * @param addresses by host as the endpoints write it; none while the host isn't resolved
   */
  static Contribution of(
      NamingOptions options,
      SetName names,
      Announcement announcement,
      Map<String, List<InetAddress>> addresses,
      Consumer<Problem> problems) {
    RecordCollector records = new RecordCollector(options, announcement.key(), problems);
    List<String> forms = names.forms(announcement.path());
    if (forms.isEmpty()) {
      records.report(
          NameProblem.EMPTY_LABEL,
          "its path \"" + announcement.path() + "\" has no character that a DNS name may contain");
      return Contribution.NONE;
    }
    AnnouncementRecords all = new AnnouncementRecords(options, announcement, addresses, records);
    forms.forEach(all::collect);
    return records.contribution();
  }

  private void collect(String name) {
    String set = name + "." + LABEL;
    String member = options.rules().label(announcement.member()) + "." + set;
    String host = announcement.serviceEndpoint().host();
    int target = records.name(member);
    List<InetAddress> found = addresses.getOrDefault(host, List.of());
    records.addresses(records.name(set), found);
    records.addresses(target, found);
    announcement
        .shard()
        .ifPresent(shard -> records.addresses(records.name(shard + "." + set), found));

    int dot = (name + ".").indexOf('.');
    srv("_" + name + "._tcp." + LABEL, announcement.serviceEndpoint(), target);
    srv(
        "_" + name.substring(0, dot) + "._tcp" + name.substring(dot) + "." + LABEL,
        announcement.serviceEndpoint(),
        target);
    new TreeMap<>(announcement.additionalEndpoints())
        .forEach((port, endpoint) -> additional(port, endpoint, name, member, target));
  }

  private void additional(
      String port, AnnouncedEndpoint endpoint, String name, String member, int target) {
    String label = options.rules().label(port);
    if (label.isEmpty()) {
      records.report(
          NameProblem.EMPTY_LABEL,
          "its endpoint's name \"" + port + "\" has no character that a DNS name may contain");
      return;
    }
    int at = target;
    if (!endpoint.host().equals(announcement.serviceEndpoint().host())) {
      at = records.name(label + "." + member);
      records.addresses(at, addresses.getOrDefault(endpoint.host(), List.of()));
    }
    String set = name + "." + LABEL;
    srv("_" + label + "._" + name + "._tcp." + LABEL, endpoint, at);
    srv("_" + label + "._tcp." + set, endpoint, at);
    if (announcement.shard().isPresent()) {
      srv("_" + label + "._tcp." + announcement.shard().getAsInt() + "." + set, endpoint, at);
    }
  }

  private void srv(String owner, AnnouncedEndpoint endpoint, int target) {
    if (endpoint.port() == 0) {
      records.report(
          EntityProblem.PORT,
          "its endpoint " + endpoint + " has port 0, which cannot be connected to");
    } else {
      records.srv(records.name(owner), 0, weight, endpoint.port(), target);
    }
  }

  private int weight() {
    String text = announcement.metadata().get(WEIGHT);
    if (text == null) {
      return options.srvWeight();
    }
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
      records.report(
          EntityProblem.METADATA,
          "its metadata \"" + WEIGHT + "\" = \"" + text + "\" is not in 0-65535");
      return options.srvWeight();
    }
    // To HAProxy a weight of 0 means no traffic at all, and to RFC 2782 hardly any.
    return Math.max(1, Integer.parseInt(text));
  }
}
