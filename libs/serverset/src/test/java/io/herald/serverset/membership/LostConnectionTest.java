package io.herald.serverset.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.minizookeeper.CuttingProxy;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Connections that break, sessions that end, answers that are lost: one member, never two. Case
 * numbers are those of the conformance table L, life cycle.
 */
class LostConnectionTest extends MembershipStory {

  @Test
  void closingTheConnectionEndsTheSessionAndTheMemberWithIt() throws Exception {
    Membership membership = join(member(0));
    joined(membership);
    long session = session();

    connection.close();

    // At once: the server answers the end of a session after its nodes are gone.
    assertThat(members()).isEmpty();
    assertThat(session).isNotZero();
    assertThat(membership.leave(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void l4_zooKeeperThatIsNotThereIsWaitedFor() throws Exception {
    server.stop();
    Membership membership = join(member(0));
    await()
        .untilAsserted(
            () ->
                assertThat(membership.state())
                    .isInstanceOfSatisfying(
                        MembershipState.Failed.class,
                        failed -> {
                          assertThat(failed.retrying()).isTrue();
                          assertThat(failed.reason()).contains("can't be reached");
                        }));

    server.start();

    assertOnlyMember(membership);
  }

  @Test
  void l6_anExpiredSessionIsFollowedByOneMemberAgain() throws Exception {
    makeGroup();
    Membership membership = join(member(0));
    String before = joined(membership);
    long expired = session();

    server.expireSession(expired);

    await().until(() -> !joined(membership).equals(before));
    String node = joined(membership);
    assertThat(members()).containsExactly(node);
    assertThat(observer.getData().forPath(path(node))).isEqualTo(MemberJson.write(member(0)));
    assertThat(stat(node).getEphemeralOwner()).isNotEqualTo(expired).isEqualTo(session());
    assertThat(network.memberCreates()).isEqualTo(2);
  }

  @Test
  void l7_aConnectionThatBreaksAndReturnsWithinTheSessionMakesNoSecondMember() throws Exception {
    makeGroup();
    Membership membership = join(member(0));
    String before = joined(membership);
    long session = session();

    network.cut();
    await().until(() -> !connection.client().getZookeeperClient().isConnected());
    network.restore();
    await().until(() -> connection.client().getZookeeperClient().isConnected());

    // Leaving is behind the look that the reconnection started.
    assertThat(session()).isEqualTo(session);
    assertThat(members()).containsExactly(before);
    assertThat(membership.leave(Duration.ofSeconds(20))).isTrue();
    assertThat(network.memberCreates()).isEqualTo(1);
    assertThat(states)
        .containsExactly(new MembershipState.Joined(before), new MembershipState.Left());
    assertThat(members()).isEmpty();
  }

  @Test
  void aRestartedServerKeepsTheMember() throws Exception {
    Membership membership = join(member(0));
    String before = joined(membership);

    server.stop();
    await().until(() -> !connection.client().getZookeeperClient().isConnected());
    server.start();
    await().until(() -> connection.client().getZookeeperClient().isConnected());

    assertThat(members()).containsExactly(before);
    assertThat(joined(membership)).isEqualTo(before);
  }

  @Test
  void aMemberDeletedWhileTheConnectionIsLostIsThereAgainAfterwards() throws Exception {
    Membership membership = join(member(0));
    String before = joined(membership);

    network.cut();
    await().until(() -> !connection.client().getZookeeperClient().isConnected());
    observer.delete().forPath(path(before));
    network.restore();

    await().until(() -> !joined(membership).equals(before));
    assertOnlyMember(membership);
  }

  @Test
  void l8_aCreateWhoseAnswerIsLostIsFoundNotRepeated() throws Exception {
    makeGroup();
    network.onNextMemberCreate(CuttingProxy.Fault.LOSE_REPLY);
    Membership membership = join(member(0));
    await().until(() -> network.faults() == 1);
    assertThat(members()).as("the server did create it").hasSize(1);

    network.restore();

    String node = joined(membership);
    assertThat(members()).containsExactly(node);
    assertThat(stat(node).getEphemeralOwner()).isEqualTo(session());
    assertThat(network.memberCreates()).isEqualTo(1);

    // What was adopted is watched like what was made.
    observer.delete().forPath(path(node));
    await().until(() -> !joined(membership).equals(node));
    assertOnlyMember(membership);
  }

  @Test
  void l8_aCreateThatNeverArrivedIsRepeated() throws Exception {
    makeGroup();
    network.onNextMemberCreate(CuttingProxy.Fault.LOSE_REQUEST);
    Membership membership = join(member(0));
    await().until(() -> network.faults() == 1);
    assertThat(network.memberCreates()).isEqualTo(1);

    network.restore();

    assertOnlyMember(membership);
    assertThat(network.memberCreates()).isEqualTo(2);
  }

  @Test
  void l8_othersMembersAreNotTakenForOnesOwn() throws Exception {
    // Equal bytes in another session; other bytes in the same session.
    ZooKeeperConnection other = opened(connect(server.connectString() + chroot));
    Membership equal = new ServerSet(other, GROUP).join(member(0));
    Membership sibling = join(member(1));
    joined(equal);
    joined(sibling);

    network.onNextMemberCreate(CuttingProxy.Fault.LOSE_REPLY);
    Membership membership = join(member(0));
    await().until(() -> network.faults() == 1);
    network.restore();

    String node = joined(membership);
    String others = joined(sibling);
    assertThat(members()).containsExactlyInAnyOrder(joined(equal), others, node);
    assertThat(node).isNotIn(joined(equal), joined(sibling));
  }

  @Test
  void l8_andTheSessionExpiresMeanwhile() throws Exception {
    makeGroup();
    network.onNextMemberCreate(CuttingProxy.Fault.LOSE_REPLY);
    Membership membership = join(member(0));
    await().until(() -> network.faults() == 1);
    server.expireSession(stat(members().get(0)).getEphemeralOwner());

    network.restore();

    assertOnlyMember(membership);
  }

  @Test
  void aJoinThatCompletesAfterLeaveDeletesItsOwnNode() throws Exception {
    makeGroup();
    network.onNextMemberCreate(CuttingProxy.Fault.LOSE_REPLY);
    Membership membership = join(member(0));
    await().until(() -> network.faults() == 1);
    assertThat(members()).hasSize(1);

    assertThat(membership.leave(Duration.ofMillis(1))).as("confirmed while cut off").isFalse();
    network.restore();

    assertThat(membership.leave(Duration.ofSeconds(20))).isTrue();
    assertThat(members()).isEmpty();
    assertThat(states).doesNotHaveAnyElementsOfTypes(MembershipState.Joined.class);
  }

  @Test
  void leavingWithoutAConnectionIsBoundedAndGoesOnBehind() throws Exception {
    Membership membership = join(member(0));
    joined(membership);
    network.cut();
    await().until(() -> !connection.client().getZookeeperClient().isConnected());

    assertThat(membership.leave(Duration.ofMillis(1))).isFalse();
    assertThat(members()).hasSize(1);
    network.restore();

    await().until(() -> membership.state() instanceof MembershipState.Left);
    assertThat(members()).isEmpty();
  }

  @Test
  void whoNeverJoinedLeavesAtOnce() throws Exception {
    network.cut();
    ZooKeeperConnection unconnected = opened(connect(network.connectString() + chroot));
    Membership membership = opened(new ServerSet(unconnected, GROUP).join(member(0)));

    assertThat(membership.leave(Duration.ofSeconds(20))).isTrue();

    assertThat(membership.state()).isEqualTo(new MembershipState.Left());
    assertThat(network.memberCreates()).isZero();
  }
}
