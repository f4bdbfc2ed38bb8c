package io.herald.soak;

import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.ServerSetPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** Looks at the set again and again and holds it to what was promised. For one thread. */
final class Inspector {

  /** One member as it stands in ZooKeeper. */
  record Sighting(String node, long session, int shard, int port) {}

  private final ServerSetPath path;
  private final List<Instance> instances;
  private final Duration patience;
  private final Books books;

  /** Since when, by {@link System#nanoTime}, something is as it may be for a while only. */
  private final Map<String, Long> since = new HashMap<>();

  private volatile long calmSince = System.nanoTime();

  /**
   * @param patience how long two sessions may hold members of one instance, or one may be missing
   *     that says it is announced: the session time-out and what a server needs to notice
   */
  Inspector(ServerSetPath path, List<Instance> instances, Duration patience, Books books) {
    this.path = path;
    this.instances = instances;
    this.patience = patience;
    this.books = books;
  }

  /** A server went or came: sessions get their full time anew. */
  void serversChanged() {
    calmSince = System.nanoTime();
  }

  /** Looks once; a failed look doesn't count. */
  void look(ZooKeeper zooKeeper) throws InterruptedException {
    List<Sighting> seen;
    try {
      seen = members(zooKeeper, path);
    } catch (KeeperException e) {
      books.count("looks that failed with the connection");
      return;
    }
    books.count("looks");
    Set<String> present = new HashSet<>();
    Map<Integer, List<Sighting>> byShard = new HashMap<>();
    seen.forEach(one -> byShard.computeIfAbsent(one.shard(), key -> new ArrayList<>()).add(one));
    byShard.forEach((shard, members) -> judge(shard, members, present));
    for (Instance instance : instances) {
      if (instance.isAnnounced() && !byShard.containsKey(instance.shard())) {
        String what = "instance " + instance.shard() + " says it is announced and is not";
        present.add(what);
      }
    }
    for (String what : present) {
      long from = Math.max(since.computeIfAbsent(what, key -> System.nanoTime()), calmSince);
      if (System.nanoTime() - from > patience.toNanos()) {
        books.wrong(what + ", for longer than a session lasts");
        since.put(what, System.nanoTime());
      }
    }
    since.keySet().retainAll(present);
  }

  private void judge(int shard, List<Sighting> members, Set<String> present) {
    Set<Long> sessions = new HashSet<>();
    for (Sighting one : members) {
      if (!sessions.add(one.session())) {
        books.wrong("one session holds two members of instance " + shard + ": " + members);
      }
    }
    if (sessions.size() > 1) {
      books.count("looks that found an instance in two sessions");
      present.add("instance " + shard + " has " + members.stream().map(Sighting::node).toList());
    }
  }

  /** The set as this server's ensemble has agreed on it. */
  static List<Sighting> members(ZooKeeper zooKeeper, ServerSetPath path)
      throws KeeperException, InterruptedException {
    List<Sighting> seen = new ArrayList<>();
    List<String> names;
    try {
      names = zooKeeper.getChildren(path.value(), false);
    } catch (KeeperException.NoNodeException e) {
      return seen;
    }
    for (String name : names) {
      Stat stat = new Stat();
      try {
        Member member = MemberJson.read(zooKeeper.getData(path.child(name).value(), false, stat));
        seen.add(
            new Sighting(
                name,
                stat.getEphemeralOwner(),
                member.shard().orElseThrow(),
                member.serviceEndpoint().port()));
      } catch (KeeperException.NoNodeException e) {
        // Gone since it was listed, so it did not stand beside the others.
        seen.removeIf(one -> one.node().equals(name));
      } catch (MemberFormatException e) {
        throw new IllegalStateException(name + " is not a member", e);
      }
    }
    return seen;
  }
}
