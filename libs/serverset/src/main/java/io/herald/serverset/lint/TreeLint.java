package io.herald.serverset.lint;

import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks a tree of sets once and reports what in it harms a reader, and what no reader reports:
 * members without a session, two members of one shard. Blocking; safe for any thread.
 */
public final class TreeLint {

  private static final String MEMBER_PREFIX = "member_";
  private static final String SYSTEM = "/zookeeper";

  private static final Logger LOG = LoggerFactory.getLogger(TreeLint.class);

  private final ZooKeeperConnection connection;

  public TreeLint(ZooKeeperConnection connection) {
    this.connection = connection;
  }

  /**
   * Something to look at.
   *
   * @param readers whom it harms; empty: no reader by itself
   * @param what a sentence
   */
  public record Remark(
      ServerSetPath node, Effect effect, List<ServerSetReader> readers, String what) {}

  /**
   * What was found.
   *
   * @param members how many were looked at
   */
  public record Result(int sets, int members, List<Remark> remarks) {}

  /**
   * Looks at everything at and below a path.
   *
   * @throws IOException with a sentence, if ZooKeeper can't be reached or refuses, or there is no
   *     such node
   */
  public Result check(ServerSetPath path) throws IOException {
    return connection
        .read(
            path,
            client -> {
              Walk walk = new Walk(client);
              walk.below(path);
              return new Result(walk.sets, walk.members, walk.remarks);
            })
        .orElseThrow(() -> new IOException(path + " does not exist; list with: serverset ls"));
  }

  private static final class Walk {

    private final CuratorFramework client;
    private final List<Remark> remarks = new ArrayList<>();
    private int sets;
    private int members;

    Walk(CuratorFramework client) {
      this.client = client;
    }

    void below(ServerSetPath path) throws Exception {
      Collection<String> children = new TreeSet<>(client.getChildren().forPath(path.value()));
      if (children.stream().anyMatch(name -> name.startsWith(MEMBER_PREFIX))) {
        sets++;
        set(path, children);
      }
      for (String name : children) {
        ServerSetPath child = path.child(name);
        if (name.startsWith(MEMBER_PREFIX) || child.value().equals(SYSTEM)) {
          continue;
        }
        try {
          below(child);
        } catch (KeeperException.NoNodeException e) {
          LOG.debug("{}: gone since it was listed", child, e);
        }
      }
    }

    private void set(ServerSetPath path, Collection<String> children) throws Exception {
      Map<Integer, List<String>> byShard = new TreeMap<>();
      for (String name : children) {
        Stat stat = new Stat();
        byte[] data;
        try {
          data = client.getData().storingStatIn(stat).forPath(path.child(name).value());
        } catch (KeeperException.NoNodeException e) {
          continue; // Gone since it was listed.
        }
        readers(path.child(name), ServerSetLint.judge(name, data));
        if (name.startsWith(MEMBER_PREFIX)) {
          members++;
          member(path.child(name), stat, data, byShard);
        }
      }
      byShard.forEach(
          (shard, names) -> {
            if (names.size() > 1) {
              remarks.add(
                  new Remark(
                      path,
                      Effect.SEEN,
                      List.of(),
                      "shard "
                          + shard
                          + " has "
                          + names.size()
                          + " members, "
                          + names
                          + "; readers show all of them"));
            }
          });
    }

    private void readers(ServerSetPath node, List<Finding> findings) {
      Map<Map.Entry<Effect, String>, List<ServerSetReader>> harmed = new LinkedHashMap<>();
      for (Finding finding : findings) {
        if (finding.effect().isHarm()) {
          harmed
              .computeIfAbsent(Map.entry(finding.effect(), finding.why()), key -> new ArrayList<>())
              .add(finding.reader());
        }
      }
      harmed.forEach(
          (cause, who) -> remarks.add(new Remark(node, cause.getKey(), who, cause.getValue())));
    }

    private void member(
        ServerSetPath node, Stat stat, byte[] data, Map<Integer, List<String>> byShard) {
      if (stat.getEphemeralOwner() == 0) {
        remarks.add(
            new Remark(
                node,
                Effect.SEEN,
                List.of(),
                "it is not ephemeral, so it stays when its task is gone"));
      }
      try {
        Member member = MemberJson.read(data);
        member
            .shard()
            .ifPresent(
                shard ->
                    byShard
                        .computeIfAbsent(shard, key -> new ArrayList<>())
                        .add(node.value().substring(node.value().lastIndexOf('/') + 1)));
      } catch (MemberFormatException e) {
        remarks.add(
            new Remark(
                node, Effect.MISSED, List.of(), "Herald does not read it: " + e.getMessage()));
      }
    }
  }
}
