package io.herald.serverset.membership;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.threads.Turns;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.MemberStatus;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.NodeAcls;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Joining, leaving, staying. Case numbers are those of the conformance table L, life cycle. */
class MembershipTest extends MembershipStory {

  @Test
  void joinsWithTheExactBytesAndMakesTheParentsEmptyAndLasting() throws Exception {
    Membership membership = join(member(0));
    String node = joined(membership);

    assertThat(node).matches("member_[0-9]{10}");
    assertThat(members()).containsExactly(node);
    assertThat(observer.getData().forPath(path(node))).isEqualTo(MemberJson.write(member(0)));
    assertThat(stat(node).getEphemeralOwner()).isEqualTo(session());
    for (String parent : List.of("/aurora", "/aurora/www", "/aurora/www/prod", GROUP.value())) {
      assertThat(observer.getData().forPath(parent)).isEmpty();
      assertThat(observer.checkExists().forPath(parent).getEphemeralOwner()).isZero();
    }
    assertThat(states).containsExactly(new MembershipState.Joined(node));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/one", "/one/two", "/one/two/three/four"})
  void aChrootThatIsMissingIsMadeAtAnyDepth(String missing) throws Exception {
    ZooKeeperConnection below = opened(connect(server.connectString() + chroot + missing));
    Membership membership = opened(new ServerSet(below, GROUP).join(member(0), states::add));
    String node = joined(membership);

    assertThat(observer.getChildren().forPath(missing + GROUP)).containsExactly(node);
    assertThat(observer.checkExists().forPath(missing).getEphemeralOwner()).isZero();
    assertThat(observer.getData().forPath(missing)).isEmpty();
  }

  @Test
  void leaveReturnsWhenTheNodeIsGone() throws Exception {
    Membership membership = join(member(0));
    joined(membership);

    assertThat(membership.leave(Duration.ofSeconds(20))).isTrue();

    assertThat(members()).isEmpty();
    assertThat(membership.state()).isEqualTo(new MembershipState.Left());
    assertThat(membership.leave(Duration.ofSeconds(20))).as("leaving twice").isTrue();
    assertThat(states).endsWith(new MembershipState.Left()).hasSize(2);
  }

  @Test
  void twoMembersOfOneSessionLiveSideBySide() throws Exception {
    Membership first = join(member(0));
    Membership second = join(member(1));
    joined(first);
    joined(second);
    assertThat(members()).hasSize(2);

    assertThat(first.leave(Duration.ofSeconds(20))).isTrue();

    assertOnlyMember(second);
  }

  @Test
  void l5_aMemberThatSomebodyDeletesIsThereAgain() throws Exception {
    List<Membership> memberships = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      memberships.add(join(member(shard)));
      joined(memberships.get(shard));
    }
    String deleted = joined(memberships.get(1));

    observer.delete().forPath(path(deleted));

    await()
        .untilAsserted(
            () -> {
              assertThat(members()).hasSize(3).doesNotContain(deleted);
              assertThat(joined(memberships.get(1))).isGreaterThan(deleted);
            });
    assertThat(members()).contains(joined(memberships.get(1)));
  }

  @Test
  void aMemberWhoseParentsAreDeletedIsThereAgain() throws Exception {
    Membership membership = join(member(0));
    joined(membership);
    long made = stat(joined(membership)).getCzxid();

    observer.delete().deletingChildrenIfNeeded().forPath("/aurora");

    // The numbers start again: only the transaction tells the new node from the old one.
    await()
        .ignoreException(KeeperException.NoNodeException.class)
        .until(() -> stat(joined(membership)).getCzxid() != made);
    assertOnlyMember(membership);
  }

  @Test
  void l9_aPathThatIsNotOursToWriteIsAnErrorUntilItIs() throws Exception {
    List<ACL> readOnly =
        List.of(new ACL(ZooDefs.Perms.READ | ZooDefs.Perms.ADMIN, ZooDefs.Ids.ANYONE_ID_UNSAFE));
    observer
        .create()
        .creatingParentsIfNeeded()
        .withACL(new ArrayList<>(readOnly))
        .forPath(GROUP.value(), new byte[0]);
    Membership membership = join(member(0));
    await()
        .untilAsserted(
            () ->
                assertThat(membership.state())
                    .isInstanceOfSatisfying(
                        MembershipState.Failed.class,
                        failed -> {
                          assertThat(failed.retrying()).isTrue();
                          assertThat(failed.reason())
                              .contains("joining " + GROUP)
                              .contains("denies access to " + GROUP);
                        }));
    assertThat(members()).isEmpty();

    observer.setACL().withACL(ZooDefs.Ids.OPEN_ACL_UNSAFE).forPath(GROUP.value());

    assertOnlyMember(membership);
    assertThat(states).hasSize(2);
  }

  @Test
  void l9_whereOnlyCreatingBelowIsAllowedItJoins() throws Exception {
    // No right to read or list anything, no right to create the parents that are there already.
    for (String parent : List.of("/aurora", "/aurora/www", "/aurora/www/prod")) {
      observer.create().forPath(parent, new byte[0]);
    }
    observer
        .create()
        .withACL(List.of(new ACL(ZooDefs.Perms.CREATE, ZooDefs.Ids.ANYONE_ID_UNSAFE)))
        .forPath(GROUP.value(), new byte[0]);
    List<ACL> none =
        new ArrayList<>(List.of(new ACL(ZooDefs.Perms.ADMIN, ZooDefs.Ids.ANYONE_ID_UNSAFE)));
    observer.setACL().withACL(none).forPath("/aurora");
    ServerSet set =
        new ServerSet(
            connection.client(), new NodeAcls(none, ZooDefs.Ids.OPEN_ACL_UNSAFE), GROUP, OPTIONS);

    Membership membership = opened(set.join(member(0)));

    assertThat(joined(membership)).isEqualTo("member_0000000000");
    assertThatThrownBy(() -> stat("member_0000000000"))
        .as("it is there and can't be read")
        .isInstanceOf(KeeperException.NoAuthException.class);
    connection.close(); // it may not be deleted either
  }

  @Test
  void aMemberThatSomebodyOverwritesIsReplaced() throws Exception {
    Membership membership = join(member(0));
    String before = joined(membership);

    observer.setData().forPath(path(before), "{}".getBytes(UTF_8));

    await().untilAsserted(() -> assertThat(members()).hasSize(1).doesNotContain(before));
    String node = joined(membership);
    assertThat(observer.getData().forPath(path(node))).isEqualTo(MemberJson.write(member(0)));
  }

  @Test
  void whatNoEventTellsTheClockFinds() throws Exception {
    MembershipOptions quickClock =
        new MembershipOptions(
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            Duration.ofMillis(20),
            Duration.ofMillis(200));
    CuratorFramework client = connection.client();
    MemberNodes deaf =
        new MemberNodes(
            client,
            () -> {},
            NodeAcls.OPEN,
            GROUP,
            ServerSetPath.MEMBER_PREFIX,
            MemberJson.write(member(0))) {
          @Override
          Sight look(ZooKeeper zooKeeper, String name, Watcher watcher)
              throws KeeperException, InterruptedException {
            return super.look(zooKeeper, name, event -> {});
          }
        };
    NamedScheduler thread = new NamedScheduler("deaf");
    Membership membership =
        opened(
            new Membership(
                deaf, client, quickClock, states::add, new Turns(thread), thread::shutdown));
    membership.start();
    String before = joined(membership);

    observer.delete().forPath(path(before));

    await().until(() -> !joined(membership).equals(before));
    assertOnlyMember(membership);
  }

  @Test
  void aListenerThatThrowsHarmsNothing() throws Exception {
    Membership membership =
        opened(
            new ServerSet(connection.client(), NodeAcls.OPEN, GROUP, OPTIONS)
                .join(
                    member(0),
                    state -> {
                      throw new IllegalStateException("on purpose");
                    }));
    assertOnlyMember(membership);
    assertThat(membership.leave(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void aMemberThatReadersWouldIgnoreIsRefused() {
    Member dead =
        new Member(
            new Endpoint("h", 1),
            new TreeMap<>(),
            MemberStatus.DEAD,
            OptionalInt.empty(),
            new TreeMap<>());
    assertThatThrownBy(() -> new ServerSet(connection, GROUP).join(dead))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
