package io.herald.serverset.membership;

import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.CurrentSession;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperReason;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members of one shard that an earlier task left behind: its executor or machine is gone, its
 * session is not yet.
 *
 * <p>Members say in their metadata which task they are of and since when; one without is never
 * stale. "Earlier" is by the clocks of the tasks' machines: where those differ by more than a task
 * takes to be replaced, the wrong one of two is meant. Safe for any thread; blocks.
 */
public final class StaleMembers {

  private static final String TASK = "task";
  private static final String SINCE = "since";
  private static final Logger LOG = LoggerFactory.getLogger(StaleMembers.class);

  private final CuratorFramework client;
  private final ServerSetPath group;

  public StaleMembers(ZooKeeperConnection connection, ServerSetPath group) {
    this.client = connection.client();
    this.group = group;
  }

  /**
   * One that was found.
   *
   * @param task whose it is
   * @param version of the node, so that nothing newer is removed
   * @param metadata of the member
   */
  public record Stale(
      String nodeName, String task, int version, SortedMap<String, String> metadata) {}

  /**
   * The metadata that distinguishes a member from an earlier task's.
   *
   * @param task its id
   * @param since when it began, to the millisecond
   */
  public static Map<String, String> mark(String task, Instant since) {
    return Map.of(TASK, task, SINCE, Long.toString(since.toEpochMilli()));
  }

  /**
   * Looks for them.
   *
   * @param ownNode which is left out
   * @param own has to carry a {@link #mark}
   * @throws IOException with a sentence, if the set can't be read
   */
  public List<Stale> besides(String ownNode, Member own) throws IOException {
    return search(
        name ->
            name.equals(ownNode)
                ? Optional.empty()
                : look(name, (other, stat) -> isEarlier(other, own)));
  }

  /**
   * Looks for those that other sessions made and that say this in their metadata: what an earlier
   * process of the same owner left. Only those that also say which task they are of.
   *
   * @throws IOException with a sentence, if the set can't be read
   */
  public List<Stale> ofOtherSessions(String key, String value) throws IOException {
    return search(
        name ->
            look(
                name,
                (other, stat) ->
                    value.equals(other.metadata().get(key))
                        && stat.getEphemeralOwner() != CurrentSession.of(client).getSessionId()));
  }

  /** Throws what Curator throws. */
  @FunctionalInterface
  private interface Look {
    Optional<Stale> at(String name) throws Exception;
  }

  @FunctionalInterface
  private interface Wanted {
    boolean is(Member member, Stat stat) throws Exception;
  }

  private List<Stale> search(Look look) throws IOException {
    List<Stale> found = new ArrayList<>();
    try {
      for (String name : client.getChildren().forPath(group.value())) {
        if (ServerSetPath.isMemberName(name)) {
          look.at(name).ifPresent(found::add);
        }
      }
    } catch (KeeperException.NoNodeException e) {
      LOG.debug("{}: is gone", group, e);
    } catch (Exception e) {
      throw failure("stale members can't be looked for", e);
    }
    return found;
  }

  /**
   * Deletes one, unless it is gone or another by now.
   *
   * @throws IOException with a sentence, if ZooKeeper refuses or can't be reached
   */
  public void remove(Stale stale) throws IOException {
    try {
      client.delete().withVersion(stale.version()).forPath(group.child(stale.nodeName()).value());
    } catch (KeeperException.NoNodeException | KeeperException.BadVersionException e) {
      LOG.debug("{}/{}: is gone or new", group, stale.nodeName(), e);
    } catch (Exception e) {
      throw failure(stale.nodeName() + " can't be deleted", e);
    }
  }

  private Optional<Stale> look(String name, Wanted wanted) throws Exception {
    Stat stat = new Stat();
    try {
      byte[] data = client.getData().storingStatIn(stat).forPath(group.child(name).value());
      Member other = MemberJson.read(data);
      String task = other.metadata().get(TASK);
      return task != null && wanted.is(other, stat)
          ? Optional.of(new Stale(name, task, stat.getVersion(), other.metadata()))
          : Optional.empty();
    } catch (KeeperException.NoNodeException | KeeperException.NoAuthException e) {
      LOG.debug("{}/{}: not to be read", group, name, e);
    } catch (MemberFormatException e) {
      LOG.debug("{}/{}: no member", group, name, e);
    }
    return Optional.empty();
  }

  private static boolean isEarlier(Member other, Member own) {
    OptionalLong since = since(other);
    OptionalLong ownSince = since(own);
    return other.shard().isPresent()
        && other.shard().equals(own.shard())
        && !other.metadata().get(TASK).equals(own.metadata().get(TASK))
        && since.isPresent()
        && ownSince.isPresent()
        && since.getAsLong() < ownSince.getAsLong();
  }

  private static OptionalLong since(Member member) {
    String text = member.metadata().get(SINCE);
    return text != null && text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  private static IOException failure(String what, Exception cause) {
    if (cause instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new IOException(what + ": " + ZooKeeperReason.of(cause), cause);
  }
}
