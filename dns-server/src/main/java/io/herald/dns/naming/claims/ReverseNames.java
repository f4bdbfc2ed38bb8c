package io.herald.dns.naming.claims;

import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.NameFitter;
import io.herald.dns.naming.names.TaskName;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.dns.naming.records.AgentRecords;
import io.herald.dns.naming.records.Named;
import io.herald.dns.naming.records.TaskRecords;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceAddresses;
import io.herald.services.instance.LocatedAgent;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * PTR records of the configured networks: an address that exactly one name claims points to it, an
 * agent's to {@code HOST.agent}, a container's own to the task's canonical name. An address that
 * several names claim has no PTR record. Tasks may claim any address, so a task never takes an
 * agent's pointer away, unless own names are shared. Costs nothing if no network is configured.
 * Used by one thread at a time.
 */
public final class ReverseNames {

  private final NamingOptions options;

  /** What agents' names lie below. */
  private final DnsName agents;

  /** Names that claim an address, and how often. */
  private final Map<InetAddress, Map<Claim, Integer>> claims = new HashMap<>();

  /** What the addresses touched since the last {@link #changes} led to before. */
  private final Map<InetAddress, Optional<Contribution>> touched = new LinkedHashMap<>();

  /** A name, and who may see that it has the address. */
  private record Claim(DnsName name, int audience) {}

  public ReverseNames(NamingOptions options) {
    this.options = options;
    this.agents = DnsName.parse("agent." + options.domain());
  }

  /**
   * Records to remove and to add.
   *
   * @param removed one contribution for each record, as in {@code added}
   */
  public record PointerChanges(List<Contribution> removed, List<Contribution> added) {}

  /** Counts the claims of an entity in ({@code change} = 1) or out (-1). */
  public void count(Named named, int change) {
    if (options.reverse().isEmpty()) {
      return;
    }
    if (named.located() instanceof Instance instance) {
      ofTask(instance, named, change);
    } else if (named.located() instanceof LocatedAgent agent) {
      AgentRecords.ownName(options, agent.agent())
          .flatMap(name -> NameFitter.name(name, options.domain()))
          .map(name -> new Claim(name, Contribution.EVERYONE))
          .ifPresent(claim -> agent.addresses().forEach(address -> count(address, claim, change)));
    }
  }

  /** The changes that result from the claims counted since the last call. */
  public PointerChanges changes() {
    List<Contribution> removed = new ArrayList<>();
    List<Contribution> added = new ArrayList<>();
    touched.forEach(
        (address, before) -> {
          Optional<Contribution> now = pointer(address);
          if (!now.equals(before)) {
            before.ifPresent(removed::add);
            now.ifPresent(added::add);
          }
        });
    touched.clear();
    return new PointerChanges(removed, added);
  }

  private void ofTask(Instance instance, Named named, int change) {
    Task task = instance.task();
    if (!TaskRecords.isPublished(options.publication(), task, named.status())) {
      return;
    }
    InstanceAddresses addresses = instance.addresses(options.ipSources());
    List<String> forms = TaskName.forms(options.rules(), task, (kind, what) -> {});
    String fragment = named.name().framework();
    if (!addresses.own() || forms.isEmpty() || fragment.isEmpty()) {
      return;
    }
    // The last form is one label, which every client can spell.
    String canonical = TaskRecords.canonical(forms.get(forms.size() - 1), task) + "." + fragment;
    if (!options.shareOwnNames() && options.isOwn(canonical)) {
      return;
    }
    NameFitter.name(canonical, options.domain())
        .map(name -> new Claim(name, Named.audience(options, instance)))
        .ifPresent(claim -> addresses.addresses().forEach(a -> count(a, claim, change)));
  }

  private void count(InetAddress address, Claim claim, int change) {
    DnsName owner = ReverseNetwork.name(address);
    if (options.reverse().stream().noneMatch(network -> owner.isAtOrBelow(network.apex()))) {
      return;
    }
    if (!touched.containsKey(address)) {
      touched.put(address, pointer(address));
    }
    Map<Claim, Integer> names = claims.computeIfAbsent(address, a -> new HashMap<>(2));
    names.merge(claim, change, Integer::sum);
    names.remove(claim, 0);
    if (names.isEmpty()) {
      claims.remove(address);
    }
  }

  /** All PTR records. */
  public List<Contribution> all() {
    return claims.keySet().stream().flatMap(address -> pointer(address).stream()).toList();
  }

  private Optional<Contribution> pointer(InetAddress address) {
    Set<Claim> names = claims.getOrDefault(address, Map.of()).keySet();
    if (names.size() > 1 && !options.shareOwnNames()) {
      Set<Claim> ofAgents =
          names.stream()
              .filter(claim -> claim.name().isAtOrBelow(agents))
              .collect(Collectors.toSet());
      names = ofAgents.isEmpty() ? names : ofAgents;
    }
    if (names.size() != 1) {
      return Optional.empty();
    }
    Claim only = names.iterator().next();
    ResourceRecord record = ResourceRecord.pointer(ReverseNetwork.name(address), only.name());
    return Optional.of(new Contribution(List.of(record), ResourceRecord.OF_ZONE, only.audience()));
  }
}
