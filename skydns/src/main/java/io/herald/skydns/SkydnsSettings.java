package io.herald.skydns;

import io.herald.etcd.EtcdSettings;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import io.herald.skydns.answer.KeyNames;
import io.herald.skydns.answer.SkydnsRules;
import io.herald.skydns.message.SkydnsTree;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;

/**
 * What is read, and how it is answered.
 *
 * @param etcd that has the keys; empty: another source, or none
 * @param zooKeeper that has the keys
 * @param tree where the keys are
 * @param domains whose names are answered from keys
 * @param subtrees paths below the tree of each environment's keys, as they were given; empty: each
 *     environment has that of its name in each domain
 */
public record SkydnsSettings(
    Optional<EtcdSettings> etcd,
    Optional<ZooKeeperOptions> zooKeeper,
    SkydnsTree tree,
    List<Name> domains,
    SkydnsRules rules,
    Optional<Map<String, List<String>>> subtrees) {

  public SkydnsSettings {
    domains = List.copyOf(domains);
    subtrees = subtrees.map(Map::copyOf);
  }

  /** With the usual subtrees. */
  public SkydnsSettings(
      Optional<EtcdSettings> etcd,
      Optional<ZooKeeperOptions> zooKeeper,
      SkydnsTree tree,
      List<Name> domains,
      SkydnsRules rules) {
    this(etcd, zooKeeper, tree, domains, rules, Optional.empty());
  }

  /** The paths of the keys of each of these environments. */
  public Map<String, List<String>> subtrees(Collection<String> environments) {
    return subtrees.orElseGet(
        () ->
            environments.stream()
                .collect(
                    Collectors.toMap(
                        Function.identity(),
                        name ->
                            domains.stream()
                                .map(domain -> KeyNames.path(domain) + "/" + name)
                                .toList())));
  }

  /** Whether there is a source. */
  public boolean isOn() {
    return etcd.isPresent() || zooKeeper.isPresent();
  }
}
