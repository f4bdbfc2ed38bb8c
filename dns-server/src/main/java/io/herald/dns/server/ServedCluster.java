package io.herald.dns.server;

import io.herald.catalog.follow.SkippedBySource;
import io.herald.catalog.model.Task;
import io.herald.dns.explain.Explanation;
import io.herald.dns.http.ServiceStatus;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.services.Services;
import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemKind;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What one configuration in force serves, for modules beside DNS. Everything is read at the moment
 * of the call, from any thread.
 */
public interface ServedCluster {

  /** The services that it follows. They end once another configuration has been served. */
  Services services();

  /**
   * Where an instance's addresses are looked for, in this order; empty if its network decides.
   * Addresses in DNS are those.
   */
  List<IpSource> addressSources();

  /** Which instances DNS publishes. */
  Publication publication();

  /** How DNS makes its names: the domain, the rules. */
  NamingOptions naming();

  /** Seconds that records may be cached, of instances that ask for nothing else. */
  int ttl();

  /**
   * How the server stands: sources, readiness, the configuration. Costs little; for a request or a
   * scrape, not for each event.
   */
  ServiceStatus status();

  /** What the sources could not read. */
  List<SkippedBySource> skipped();

  /** How many of the present entities' names and ports can't be served, by kind. */
  Map<ProblemKind, Integer> problemCounts();

  /**
   * The same one by one, at most {@code limit}; names that collide in their canonical form alone
   * are in no count. Looks at every task: for a request, off the event loops.
   */
  List<Problem> problems(int limit);

  /**
   * The records of each instance of a service that has any, also under the names of what was
   * announced for it, with the TTL that the instance asks for, else the zone's; where instances of
   * one name ask for several, DNS serves the least. Costs what the service's instances do.
   */
  Map<Task.Id, List<DnsReply.Line>> records(ServiceKey service);

  /**
   * Has DNS answer these names of VIPs, and no others, from now on, also after a reload. Without
   * {@code dcosDomains} there is no zone for them.
   *
   * @param names without their zone, {@code sise.marathon}, and their addresses
   */
  void publishVips(SortedMap<String, List<InetAddress>> names);

  /**
   * The domains below which VIPs and other names of DC/OS are served: {@code thisdcos.directory}.
   */
  List<String> dcosDomains();

  /** Whether DNS has a type of records that is spelled so: {@code A}, {@code SRV}, {@code ANY}. */
  boolean isType(String type);

  /**
   * What DNS answers to a question, to the record; for names in the zones alone.
   *
   * @param name in any letter case, with or without a closing dot
   * @param type as {@code A}, {@code SRV}, {@code ANY}
   * @return empty if the name is in no zone of the server's
   * @throws IllegalArgumentException if one is no name or no type; the message says what to write
   */
  Optional<DnsReply> resolve(String name, String type);

  /**
   * Why a name is answered as it is. Reads the whole cluster: off the event loops; one is made at a
   * time.
   *
   * @param client whose answer it is about; empty: of those who see everything
   * @return empty while another is being made: ask again
   */
  Optional<Explanation> explain(String name, Optional<InetAddress> client);

  /** What DNS has answered since the process started, under whatever configuration. */
  QueryTotals queries();
}
