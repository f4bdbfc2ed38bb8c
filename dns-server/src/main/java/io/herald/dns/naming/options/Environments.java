package io.herald.dns.naming.options;

import io.herald.dns.access.ClientNetworks;
import io.herald.dns.answer.ClientEnvironments;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.zone.AudienceFilter;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.text.Ascii;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The environments that services are kept apart by: whose names are where, which clients are in
 * which, and what they see of the others. Immutable.
 *
 * <p>What an instance's records may be seen by is its <em>audience</em>: a number for a set of
 * environments. Everyone sees what is in no environment or in a shared one; only clients that are
 * in no environment see what is in one that isn't configured.
 */
public final class Environments {

  /** As many as a set of them has bits. */
  public static final int MOST = 62;

  /** No environments: everyone sees everything. */
  public static final Environments NONE =
      new Environments(Map.of(), List.of(), Set.of(), Optional.empty(), Map.of());

  private final Map<String, List<CidrNetwork>> networks;
  private final List<Import> imports;
  private final Set<String> shared;
  private final Optional<String> label;
  private final Map<String, String> frameworks;

  /** The bit of each environment. */
  private final Map<String, Long> bits = new LinkedHashMap<>();

  /** Whether any client is in an environment, so that something can be hidden. */
  private final boolean limited;

  /** The number of each audience, by the bits of its environments. */
  private final Map<Long, Integer> audiences = new LinkedHashMap<>();

  /** A service of an environment; the name is a label. */
  private record Service(String environment, String name) {}

  /** By the service that is imported. */
  private final Map<Service, List<Import>> importers = new HashMap<>();

  private final Set<Service> imported;

  /**
   * One name of another environment that resolves in this one.
   *
   * @param environment that imports it
   * @param name in that environment, a label
   * @param from the environment whose instances it stands for
   * @param fromName their name, a label
   */
  public record Import(String environment, String name, String from, String fromName) {

    /** {@code billing.prod}. */
    public String source() {
      return fromName + "." + from;
    }

    /** {@code billing.test}. */
    public String alias() {
      return name + "." + environment;
    }
  }

  /**
   * @param networks of each environment's clients, by its name, a label
   * @param imports none of a name that is itself imported
   * @param shared names of those that everyone sees
   * @param label of tasks, that names their environment if their DiscoveryInfo doesn't
   * @param frameworks the environment of tasks that name none, by their framework's name
   * @throws IllegalArgumentException if networks overlap, or there are too many environments or
   *     audiences
   */
  public Environments(
      Map<String, List<CidrNetwork>> networks,
      List<Import> imports,
      Set<String> shared,
      Optional<String> label,
      Map<String, String> frameworks) {
    if (networks.size() > MOST) {
      throw new IllegalArgumentException(
          "there are " + networks.size() + " environments; " + MOST + " are the most");
    }
    this.networks = Map.copyOf(networks);
    this.imports = List.copyOf(imports);
    this.shared = Set.copyOf(shared);
    this.label = label;
    this.frameworks = Map.copyOf(frameworks);
    this.limited = networks.values().stream().anyMatch(each -> !each.isEmpty());
    networks.keySet().stream().sorted().forEach(name -> bits.put(name, 1L << bits.size()));
    for (Import each : imports) {
      importers
          .computeIfAbsent(new Service(each.from(), each.fromName()), s -> new ArrayList<>())
          .add(each);
    }
    this.imported =
        Set.copyOf(
            imports.stream().map(each -> new Service(each.environment(), each.name())).toList());
    if (limited) {
      number(0L);
      bits.values().forEach(this::number);
      importers.keySet().stream()
          .filter(service -> !shared.contains(service.environment()))
          .forEach(service -> number(seenBy(service)));
    }
  }

  private void number(long set) {
    if (!audiences.containsKey(set)) {
      if (audiences.size() == Contribution.MAX_AUDIENCE) {
        throw new IllegalArgumentException(
            "the imports make more than "
                + Contribution.MAX_AUDIENCE
                + " different sets of environments that see a name");
      }
      audiences.put(set, audiences.size() + 1);
    }
  }

  private long seenBy(Service service) {
    long set = bits.getOrDefault(service.environment(), 0L);
    for (Import each : importers.getOrDefault(service, List.of())) {
      set |= bits.getOrDefault(each.environment(), 0L);
    }
    return set;
  }

  /** Two that say the same are the same: a configuration is compared with the one in force. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Environments that
        && networks.equals(that.networks)
        && imports.equals(that.imports)
        && shared.equals(that.shared)
        && label.equals(that.label)
        && frameworks.equals(that.frameworks);
  }

  @Override
  public int hashCode() {
    return Objects.hash(networks, imports, shared, label, frameworks);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return networks.isEmpty();
  }

  /** Whether some clients don't see everything. */
  public boolean limitClients() {
    return limited;
  }

  /** Their names, sorted. */
  public List<String> names() {
    return List.copyOf(bits.keySet());
  }

  /** The networks of an environment's clients. */
  public List<CidrNetwork> networks(String environment) {
    return networks.getOrDefault(environment, List.of());
  }

  /** The environment that a client is in; empty if it is in none. */
  public Optional<String> of(InetAddress client) {
    return bits.keySet().stream()
        .filter(name -> networks(name).stream().anyMatch(network -> network.contains(client)))
        .findFirst();
  }

  /** In words, which environment a client is in. */
  public String place(InetAddress client) {
    String who = "the client " + client.getHostAddress();
    return of(client)
        .map(name -> who + " is in the environment " + name)
        .orElse(who + " is in no environment's network, so it sees everything");
  }

  /** The label of tasks that names their environment. */
  public Optional<String> label() {
    return label;
  }

  /** Environments by the name of a framework. */
  public Map<String, String> frameworks() {
    return frameworks;
  }

  /** Names of those that everyone sees, sorted. */
  public List<String> shared() {
    return shared.stream().sorted().toList();
  }

  /** All imports. */
  public List<Import> imports() {
    return imports;
  }

  /** The zones in which each has its names. */
  public List<DnsName> apexes(DnsName domain) {
    return bits.keySet().stream().map(name -> DnsName.parse(name + "." + domain)).toList();
  }

  /** The name of the configured environment that an instance gives; empty if it is not one. */
  public Optional<String> configured(String given) {
    if (given.isEmpty() || networks.isEmpty()) {
      return Optional.empty();
    }
    String name = Ascii.lowerCase(given);
    return networks.containsKey(name) ? Optional.of(name) : Optional.empty();
  }

  /** What distinguishes instances of one name that are kept apart; empty if none are. */
  public String separated(String given) {
    return networks.isEmpty() ? "" : Ascii.lowerCase(given);
  }

  /**
   * The audience of an instance's records.
   *
   * @param given environment of the instance, as it gives it
   * @param name of its service, as a label
   */
  public int audience(String given, String name) {
    if (!limited || given.isEmpty()) {
      return Contribution.EVERYONE;
    }
    String environment = Ascii.lowerCase(given);
    return shared.contains(environment)
        ? Contribution.EVERYONE
        : audience(seenBy(new Service(environment, name)));
  }

  /** The audience of an environment's own clients. */
  public int audienceOf(String environment) {
    return limited && !shared.contains(environment)
        ? audience(bits.getOrDefault(environment, 0L))
        : Contribution.EVERYONE;
  }

  private int audience(long set) {
    Integer number = audiences.get(set);
    if (number == null) {
      throw new IllegalStateException("no audience is known for the environments " + set);
    }
    return number;
  }

  /** The names that stand for a service's instances in other environments. */
  public List<Import> importsOf(String environment, String name) {
    return importers.isEmpty()
        ? List.of()
        : importers.getOrDefault(new Service(environment, name), List.of());
  }

  /** Whether a name of an environment stands for another's instances. */
  public boolean isImported(String environment, String name) {
    return !imported.isEmpty() && imported.contains(new Service(environment, name));
  }

  /** Whether clients of one environment see records for an audience. */
  public boolean sees(String environment, int audience) {
    long bit = bits.getOrDefault(environment, 0L);
    return audience == Contribution.EVERYONE
        || audiences.entrySet().stream()
            .anyMatch(each -> each.getValue() == audience && (each.getKey() & bit) != 0);
  }

  /**
   * Which clients see what.
   *
   * @param domains in which short names are looked for
   */
  public ClientEnvironments clients(List<DnsName> domains) {
    if (!limited) {
      return ClientEnvironments.NONE;
    }
    List<ClientNetworks.Numbered> numbered = new ArrayList<>();
    List<ClientEnvironments.Environment> environments = new ArrayList<>();
    for (String name : bits.keySet()) {
      int number = environments.size() + 1;
      networks(name).forEach(each -> numbered.add(new ClientNetworks.Numbered(each, number)));
      boolean[] seen = new boolean[Contribution.MAX_AUDIENCE + 1];
      for (int audience = 0; audience < seen.length; audience++) {
        seen[audience] = sees(name, audience);
      }
      environments.add(
          new ClientEnvironments.Environment(
              name, new AudienceFilter(seen), searches(name).map(DnsName::parse).toList()));
    }
    return new ClientEnvironments(new ClientNetworks(numbered), environments, domains);
  }

  /** Where the short names of an environment's clients are looked for, in order. */
  public Stream<String> searches(String environment) {
    return Stream.concat(
        Stream.of(environment), shared().stream().filter(other -> !other.equals(environment)));
  }
}
