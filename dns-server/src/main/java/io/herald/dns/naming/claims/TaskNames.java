package io.herald.dns.naming.claims;

import io.herald.catalog.model.Framework;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.NameKey;
import io.herald.dns.naming.names.TaskName;
import io.herald.dns.naming.options.Environments;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.NameStatus;
import io.herald.runtime.text.Ascii;
import io.herald.services.ServiceChange;
import io.herald.services.ServiceCounts;
import io.herald.services.instance.ServiceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that tasks have, and the services of each name, nearly always one. Claims the names and
 * adds up the counts of their services, because an unhealthy task is left out while another task of
 * its name is healthy. Used by one thread at a time.
 */
public final class TaskNames {

  /** One name's services, and the sums of what these count. */
  private static final class Group {
    private Set<ServiceKey> services = Set.of();
    private int admitted;
    private int healthy;
    private int weighted;

    /** Those named by DiscoveryInfo; they have the name with dots whoever else claims it. */
    private int discovered;

    /** The name with dots, relative to the domain, if those without DiscoveryInfo want it. */
    private @Nullable String wanted;

    private void add(ServiceCounts counts, int sign) {
      admitted += sign * counts.admitted();
      healthy += sign * counts.healthy();
      weighted += sign * counts.weighted();
      discovered += sign * counts.discovered();
    }

    /**
     * Copies the set, since nearly every name has one service and an immutable set of one is small.
     */
    private void put(ServiceKey service, boolean there) {
      if (services.contains(service) != there) {
        List<ServiceKey> all = new ArrayList<>(services);
        if (there) {
          all.add(service);
        } else {
          all.remove(service);
        }
        services = Set.copyOf(all);
      }
    }
  }

  private final LabelRules rules;
  private final boolean dotted;
  private final Environments environments;
  private final NameClaims claims;
  private final Map<NameKey, Group> groups = new HashMap<>();

  /** Names of frameworks as in DNS, by name as given: made once, not for each task. */
  private final Map<String, String> fragments = new HashMap<>();

  /** How many frameworks have a name, as given. */
  private final Map<String, Integer> frameworks = new HashMap<>();

  /** The status of each name that may have another since the last {@link #settle}. */
  private final Map<NameKey, NameStatus> before = new LinkedHashMap<>();

  /**
   * Without names.
   *
   * @param options say whether names keep their dots for tasks without DiscoveryInfo
   */
  public TaskNames(NamingOptions options, NameClaims claims) {
    this.rules = options.rules();
    this.dotted = options.forms().dotted();
    this.environments = options.environments();
    this.claims = claims;
  }

  /** Adds a framework; an older version must have been removed. */
  public void put(Framework framework) {
    fragments.put(framework.name(), rules.fragment(framework.name()));
    if (frameworks.merge(framework.name(), 1, Integer::sum) == 1) {
      claim(names(framework), named(framework));
    }
  }

  /** Removes a framework that is gone or has been renamed. */
  public void remove(Framework framework) {
    if (frameworks.computeIfPresent(
            framework.name(), (name, count) -> count == 1 ? null : count - 1)
        == null) {
      fragments.remove(framework.name());
      release(names(framework), named(framework));
    }
  }

  /** The name of a service's instances. */
  public NameKey key(ServiceKey service) {
    return new NameKey(
        fragment(service.framework()),
        Ascii.lowerCase(service.name()),
        environments.separated(service.environment()));
  }

  /** The framework's name as in DNS. */
  public String fragment(String framework) {
    String known = fragments.get(framework);
    return known == null ? rules.fragment(framework) : known;
  }

  public NameStatus status(NameKey key) {
    Group group = groups.get(key);
    return group == null
        ? NameStatus.ALONE
        : NameStatus.of(
            group.healthy > 0,
            group.weighted > 0,
            group.discovered == 0 && (group.wanted == null || claims.isFreeFor(group.wanted, key)));
  }

  /** The services that have this name. */
  public Set<ServiceKey> services(NameKey key) {
    Group group = groups.get(key);
    return group == null ? Set.of() : group.services;
  }

  /** A service counts other instances than before. */
  public void count(ServiceChange change) {
    boolean unnamed = change.before().admitted() == 0 && change.after().admitted() == 0;
    if (unnamed || change.before().equals(change.after())) {
      return;
    }
    NameKey key = key(change.service());
    remember(key);
    Group group = groups.get(key);
    if (group == null) {
      group = new Group();
      groups.put(key, group);
      claim(names(key), key);
      want(key, group);
    }
    boolean discovered = group.discovered > 0;
    group.add(change.before(), -1);
    group.add(change.after(), 1);
    group.put(change.service(), change.after().admitted() > 0);
    discovered(key, group, discovered);
    if (group.admitted == 0) {
      unwant(key, group);
      groups.remove(key);
      release(names(key), key);
    }
  }

  /**
   * The status that names had before what was counted since the last {@link #settle}; of those that
   * may have another now.
   */
  public Map<NameKey, NameStatus> before() {
    return before;
  }

  /** Forgets the status that names had before. */
  public void settle() {
    before.clear();
  }

  private void remember(NameKey key) {
    before.computeIfAbsent(key, this::status);
  }

  /** The first instance with DiscoveryInfo claims the name with dots, the last one releases it. */
  private void discovered(NameKey key, Group group, boolean before) {
    if (group.discovered > 0 && !before) {
      unwant(key, group);
      claim(discoveryName(key), key);
    } else if (group.discovered == 0 && before) {
      release(discoveryName(key), key);
      want(key, group);
    }
  }

  private void want(NameKey key, Group group) {
    Optional<String> name =
        dotted
            ? TaskName.dotted(rules, key.name()).map(form -> form + "." + key.framework())
            : Optional.empty();
    if (name.isPresent()) {
      claims.wantedOnlyBy(List.of(name.get())).forEach(this::remember);
      claims.want(name.get(), key);
      group.wanted = name.get();
    }
  }

  private void unwant(NameKey key, Group group) {
    if (group.wanted != null) {
      claims.wantedOtherwiseBy(group.wanted, key).forEach(this::remember);
      claims.unwant(group.wanted, key);
      group.wanted = null;
    }
  }

  /** Claims names; tasks that only want one of them lose it. */
  private void claim(List<String> names, Object claimant) {
    claims.wantedOnlyBy(names).forEach(this::remember);
    claims.claim(names, claimant);
  }

  private void release(List<String> names, Object claimant) {
    claims.wantedOnlyBy(names).forEach(this::remember);
    claims.release(names, claimant);
  }

  private List<String> names(Framework framework) {
    String fragment = rules.fragment(framework.name());
    return fragment.isEmpty() ? List.of() : List.of(fragment, fragment + ".slave");
  }

  private static String named(Framework framework) {
    return "framework \"" + framework.name() + "\"";
  }

  private List<String> names(NameKey key) {
    return names(key, false);
  }

  /** What a DiscoveryInfo name adds to {@link #names(NameKey)}. */
  private List<String> discoveryName(NameKey key) {
    List<String> names = new ArrayList<>(names(key, true));
    names.removeAll(names(key));
    return names;
  }

  private List<String> names(NameKey key, boolean discovery) {
    return TaskName.forms(rules, key.name(), discovery, (kind, what) -> {}).stream()
        .map(form -> form + "." + key.framework())
        .toList();
  }
}
