package io.herald.dns.naming.records;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Masters;
import io.herald.dns.naming.names.HostLabels;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.Contribution;
import io.herald.services.host.HostName;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The records of the masters: the leader, all of them under one name, and each under a number that
 * its place in the list gives and, if wanted, one that its host gives.
 */
public final class MasterRecords {

  private MasterRecords() {}

  /**
   * The masters' contribution; none without a leader.
   *
   * @param list the masters in the order of their numbers; the leader need not be in it
   * @param resolve addresses of a host; empty while it isn't resolved
   */
  public static Contribution of(
      NamingOptions options,
      List<AnnouncedEndpoint> list,
      Optional<AnnouncedEndpoint> leader,
      Function<String, List<InetAddress>> resolve,
      Consumer<Problem> problems) {
    if (leader.isEmpty()) {
      return Contribution.NONE;
    }
    RecordCollector records = new RecordCollector(options, Masters.Id.MASTERS, problems);
    List<InetAddress> leaderAddresses = resolve.apply(leader.get().host());
    int leaderName = records.name("leader");
    int all = records.name("master");
    records.addresses(leaderName, leaderAddresses);
    records.srv(records.name("_leader._tcp"), leader.get().port(), leaderName);
    records.srv(records.name("_leader._udp"), leader.get().port(), leaderName);
    records.addresses(all, leaderAddresses);

    Stream.concat(leader.stream(), list.stream())
        .map(AnnouncedEndpoint::host)
        .filter(host -> !HostName.isPossible(host))
        .distinct()
        .forEach(
            host ->
                records.report(
                    EntityProblem.HOST,
                    "the host \"" + host + "\" of one is neither an address nor a host name"));

    Set<InetAddress> seen = new HashSet<>(leaderAddresses);
    Set<InetSocketAddress> named = new HashSet<>();
    boolean leaderNumbered = false;
    int number = 0;
    for (AnnouncedEndpoint master : list) {
      List<InetAddress> addresses = resolve.apply(master.host());
      boolean leads = isLeader(master, addresses, leader.get(), leaderAddresses);
      if (leads && leaderNumbered) {
        continue;
      }
      // A host name that isn't resolved yet keeps its number, so that the others' don't shift when
      // it is.
      if (!leads && !addresses.isEmpty() && seen.containsAll(addresses)) {
        // Mesos-DNS knows masters by their addresses. On another port it is another master
        // nevertheless.
        own(options, records, master, addresses, named);
        continue;
      }
      seen.addAll(addresses);
      leaderNumbered |= leads;
      records.addresses(all, addresses);
      records.addresses(records.name("master" + number), addresses);
      own(options, records, master, addresses, named);
      number++;
    }
    if (!leaderNumbered) {
      records.addresses(records.name("master" + number), leaderAddresses);
      own(options, records, leader.get(), leaderAddresses, named);
    }
    return records.contribution();
  }

  /**
   * Names that stay with this master whoever leads and however many there are.
   *
   * @param named the masters that have their names already, by address; one may be listed in two
   *     spellings
   */
  private static void own(
      NamingOptions options,
      RecordCollector records,
      AnnouncedEndpoint master,
      List<InetAddress> addresses,
      Set<InetSocketAddress> named) {
    boolean fresh = false;
    for (InetAddress address : addresses) {
      fresh |= named.add(new InetSocketAddress(address, master.port()));
    }
    String labels = HostLabels.labels(options.rules(), master.host());
    if (options.forms().hosts() && !labels.isEmpty() && fresh) {
      int own = records.name(labels + ".master");
      records.addresses(own, addresses);
      records.srv(records.name("_master._tcp"), master.port(), own);
    }
  }

  private static boolean isLeader(
      AnnouncedEndpoint master,
      List<InetAddress> addresses,
      AnnouncedEndpoint leader,
      List<InetAddress> leaders) {
    return master.equals(leader)
        || (master.port() == leader.port() && addresses.stream().anyMatch(leaders::contains));
  }
}
