package io.herald.mesos.leader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The group in ZooKeeper in which masters register: children {@code json.info_<sequence>}, the
 * lowest of which leads, each holding a MasterInfo as JSON (Mesos 0.24 and newer). Other children,
 * the replicated log's among them, are skipped; so is a MasterInfo that can't be read, with one log
 * line. Each node is read once. For one thread.
 */
final class MasterGroup {

  private static final Logger log = LoggerFactory.getLogger(MasterGroup.class);

  private static final String MEMBER = "json.info_";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CuratorFramework zooKeeper;
  private final ZooKeeperUrl url;
  private final Watcher watcher;
  private final Map<String, MasterAddress> known = new HashMap<>();
  private final Set<String> unreadable = new HashSet<>();

  /**
   * @param watcher left at the group with each reading; one object for ever, since ZooKeeper
   *     notifies each of the watchers that it was given
   */
  MasterGroup(CuratorFramework zooKeeper, ZooKeeperUrl url, Watcher watcher) {
    this.zooKeeper = zooKeeper;
    this.url = url;
    this.watcher = watcher;
  }

  /** Reads who leads; empty if the leader's node can't be read now. */
  Optional<Election> read() throws Exception {
    List<String> members = new ArrayList<>();
    for (String child : children()) {
      if (child.startsWith(MEMBER)) {
        members.add(child);
      }
    }
    members.sort(Comparator.comparing(MasterGroup::sequence));
    known.keySet().retainAll(members);
    unreadable.retainAll(members);
    List<MasterAddress> masters = new ArrayList<>();
    for (String member : members) {
      Optional<MasterAddress> address = address(member);
      if (address.isEmpty() && member.equals(members.get(0))) {
        // It went between the two reads, or holds garbage: that isn't yet the next one's turn.
        return Optional.empty();
      }
      address.ifPresent(masters::add);
    }
    return Optional.of(
        masters.isEmpty()
            ? Election.NOBODY
            : new Election(Optional.of(masters.get(0)), masters.subList(1, masters.size())));
  }

  /** The group's nodes, none if it isn't there yet; a watch is left in both cases. */
  private List<String> children() throws Exception {
    while (zooKeeper.checkExists().usingWatcher(watcher).forPath(url.path()) != null) {
      try {
        return zooKeeper.getChildren().usingWatcher(watcher).forPath(url.path());
      } catch (KeeperException.NoNodeException e) {
        log.debug("{}: went between two reads", url);
      }
    }
    return List.of();
  }

  private Optional<MasterAddress> address(String member) throws Exception {
    MasterAddress address = known.get(member);
    if (address == null) {
      String path = url.path().equals("/") ? "/" + member : url.path() + "/" + member;
      try {
        address = parse(zooKeeper.getData().forPath(path));
      } catch (KeeperException.NoNodeException e) {
        return Optional.empty();
      } catch (IOException | IllegalArgumentException e) {
        if (unreadable.add(member)) {
          log.warn(
              "{}/{} is not a MasterInfo and is skipped: {}",
              url,
              Printable.of(member),
              Printable.of(Reason.of(e)));
        }
        return Optional.empty();
      }
      known.put(member, address);
    }
    return Optional.of(address);
  }

  /**
   * Reads a MasterInfo: {@code address}, else the packed {@code ip}, network order read as
   * little-endian.
   */
  static MasterAddress parse(byte[] masterInfo) throws IOException {
    JsonNode info = JSON.readTree(masterInfo);
    JsonNode address = info.path("address");
    String host = address.path("ip").asText(address.path("hostname").asText(""));
    int port = address.path("port").asInt(info.path("port").asInt(MasterAddress.DEFAULT_PORT));
    if (host.isEmpty() && info.has("ip")) {
      long ip = info.get("ip").asLong();
      host = (ip & 255) + "." + (ip >> 8 & 255) + "." + (ip >> 16 & 255) + "." + (ip >> 24 & 255);
    }
    return new MasterAddress(host, port);
  }

  private static long sequence(String member) {
    try {
      return Long.parseLong(member.substring(MEMBER.length()));
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
