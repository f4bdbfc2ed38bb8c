package io.herald.skydns.source;

import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdEntry;
import io.herald.etcd.EtcdSettings;
import io.herald.etcd.LeaseTimes;
import io.herald.etcd.PrefixBatch;
import io.herald.etcd.PrefixFollower;
import io.herald.etcd.PrefixListener;
import io.herald.skydns.message.SkydnsTree;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys in etcd, and what is left of their leases. */
public final class EtcdSource implements KeySource {

  private final EtcdClient client;
  private final LeaseTimes leases;
  private final SkydnsTree tree;
  private volatile @Nullable PrefixFollower follower;

  public EtcdSource(EtcdSettings settings, SkydnsTree tree) {
    this.client = new EtcdClient(settings);
    this.leases = new LeaseTimes(client);
    this.tree = tree;
  }

  @Override
  public void start(KeySink sink) {
    follower = PrefixFollower.start(client, tree.prefix() + "/", new Heard(sink));
  }

  @Override
  public long seconds(long lease) {
    return leases.left(lease);
  }

  private final class Heard implements PrefixListener {
    private final KeySink sink;

    /** The lease of each key that has one, and how many keys each lease has. */
    private final Map<String, Long> leaseOf = new HashMap<>();

    private final Map<Long, Integer> holders = new HashMap<>();

    Heard(KeySink sink) {
      this.sink = sink;
    }

    @Override
    public void changed(PrefixBatch batch) {
      try {
        // Before the keys, so that none shows the TTL of a lease that isn't known yet.
        leases.learn(batch.puts().stream().map(EtcdEntry::lease).toList());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // closed; what was told is applied still
      }
      for (EtcdEntry entry : batch.puts()) {
        hold(entry.key(), entry.lease());
        sink.put(entry.key(), entry.value().toByteArray(), entry.lease());
      }
      for (String key : batch.deletes()) {
        sink.remove(key);
        hold(key, 0);
      }
      if (batch.complete()) {
        sink.complete();
      }
    }

    private void hold(String key, long lease) {
      Long before = lease == 0 ? leaseOf.remove(key) : leaseOf.put(key, lease);
      if (lease != 0 && (before == null || before != lease)) {
        holders.merge(lease, 1, Integer::sum);
      }
      if (before != null && before != lease) {
        Integer left = holders.merge(before, -1, Integer::sum);
        if (left == null || left <= 0) {
          holders.remove(before);
          leases.forget(before);
        }
      }
    }

    @Override
    public void stale(String reason) {
      sink.stale(reason);
    }

    @Override
    public void current() {
      sink.current();
    }
  }

  @Override
  public void close() {
    PrefixFollower last = follower;
    if (last != null) {
      last.close();
    }
    leases.close();
    client.close();
  }
}
