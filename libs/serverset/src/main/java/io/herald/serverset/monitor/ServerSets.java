package io.herald.serverset.monitor;

import static java.util.Objects.requireNonNull;

import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads ServerSets once, as they are now: for commands. Blocking; safe for any thread. To follow
 * changes, use a {@link ServerSetMonitor}.
 */
public final class ServerSets {

  private static final ServerSetPath SYSTEM = new ServerSetPath("/zookeeper");

  private final ZooKeeperConnection connection;

  public ServerSets(ZooKeeperConnection connection) {
    this.connection = requireNonNull(connection, "connection");
  }

  /** What a member's node holds. */
  public sealed interface Content {

    record Valid(Member member) implements Content {}

    /**
     * @param reason a sentence
     */
    record Malformed(String reason) implements Content {}
  }

  /**
   * One set.
   *
   * @param members by node name
   */
  public record Group(ServerSetPath path, SortedMap<String, Content> members) {}

  /**
   * The sets at and below a path that have at least one member's node, ordered by path.
   *
   * @throws IOException if ZooKeeper can't be reached or refuses; a sentence
   */
  public List<Group> below(ServerSetPath path) throws IOException {
    List<Group> groups = new ArrayList<>();
    collect(path, groups);
    return groups;
  }

  /**
   * The set at exactly this path; empty if there is no such node. Without members if the node has
   * none.
   *
   * @throws IOException if ZooKeeper can't be reached or refuses; a sentence
   */
  public Optional<Group> group(ServerSetPath path) throws IOException {
    Optional<SortedSet<String>> children = children(path);
    return children.isEmpty() ? Optional.empty() : Optional.of(members(path, children.get()));
  }

  /**
   * The bytes of any node, a member's or not; empty if there is no such node.
   *
   * @throws IOException if ZooKeeper can't be reached or refuses; a sentence
   */
  public Optional<byte[]> data(ServerSetPath node) throws IOException {
    return connection.read(node, client -> client.getData().forPath(node.value()));
  }

  private void collect(ServerSetPath path, List<Group> groups) throws IOException {
    Optional<SortedSet<String>> children = children(path);
    if (children.isEmpty()) {
      return;
    }
    Group group = members(path, children.get());
    if (!group.members().isEmpty()) {
      groups.add(group);
    }
    for (String name : children.get()) {
      if (!ServerSetPath.isMemberName(name) && !path.child(name).equals(SYSTEM)) {
        collect(path.child(name), groups);
      }
    }
  }

  private Group members(ServerSetPath path, SortedSet<String> children) throws IOException {
    SortedMap<String, Content> members = new TreeMap<>();
    for (String name : children) {
      if (ServerSetPath.isMemberName(name)) {
        // One that vanished since it was listed is left out.
        data(path.child(name)).ifPresent(bytes -> members.put(name, content(bytes)));
      }
    }
    return new Group(path, members);
  }

  private static Content content(byte[] data) {
    try {
      return new Content.Valid(MemberJson.read(data));
    } catch (MemberFormatException e) {
      return new Content.Malformed(requireNonNull(e.getMessage()));
    }
  }

  private Optional<SortedSet<String>> children(ServerSetPath path) throws IOException {
    return connection.read(
        path, client -> new TreeSet<>(client.getChildren().forPath(path.value())));
  }
}
