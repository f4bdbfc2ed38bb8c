package io.herald.interop;

import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.monitor.ServerSetListener;
import io.herald.serverset.monitor.ServerSetMonitor;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What our monitor holds of one set, whoever wrote it; malformed members as such. */
public final class OurView implements AutoCloseable {

  private final Map<String, String> members = new ConcurrentHashMap<>();
  private final ZooKeeperConnection connection;
  private final ServerSetMonitor monitor;

  private OurView(String zooKeeper, String path) {
    this.connection = ZooKeeperConnection.open(ZooKeeperOptions.of(zooKeeper));
    this.monitor = ServerSetMonitor.ofTree(connection, new ServerSetPath(path), new Notes());
  }

  public static OurView of(String zooKeeper, String path) {
    return new OurView(zooKeeper, path);
  }

  /** {@code host:port {name=host:port} shard N} for each member. */
  public SortedSet<String> seen() {
    return new TreeSet<>(members.values());
  }

  @Override
  public void close() {
    monitor.close();
    connection.close();
  }

  private static String text(Member member) {
    return member.serviceEndpoint()
        + " "
        + member.additionalEndpoints()
        + (member.shard().isPresent() ? " shard " + member.shard().getAsInt() : "");
  }

  private final class Notes implements ServerSetListener {

    @Override
    public void added(ServerSetPath group, String nodeName, Member member) {
      members.put(nodeName, text(member));
    }

    @Override
    public void removed(ServerSetPath group, String nodeName, Member member) {
      members.remove(nodeName);
    }

    @Override
    public void malformed(ServerSetPath group, String nodeName, MemberFormatException reason) {
      members.put(nodeName, "malformed: " + reason.getMessage());
    }

    @Override
    public void connected(boolean connected) {}
  }
}
