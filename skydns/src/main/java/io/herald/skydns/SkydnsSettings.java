package io.herald.skydns;

import io.herald.etcd.EtcdSettings;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import io.herald.skydns.answer.SkydnsRules;
import io.herald.skydns.message.SkydnsTree;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;

/**
 * What is read, and how it is answered.
 *
 * @param etcd that has the keys; empty: another source, or none
 * @param zooKeeper that has the keys
 * @param tree where the keys are
 * @param domains whose names are answered from keys
 */
public record SkydnsSettings(
    Optional<EtcdSettings> etcd,
    Optional<ZooKeeperOptions> zooKeeper,
    SkydnsTree tree,
    List<Name> domains,
    SkydnsRules rules) {

  public SkydnsSettings {
    domains = List.copyOf(domains);
  }

  /** Whether there is a source. */
  public boolean isOn() {
    return etcd.isPresent() || zooKeeper.isPresent();
  }
}
