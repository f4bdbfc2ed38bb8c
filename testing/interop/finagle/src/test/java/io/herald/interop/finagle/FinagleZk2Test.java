package io.herald.interop.finagle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.twitter.finagle.serverset2.Zk2Resolver;
import com.twitter.finagle.stats.NullStatsReceiver;
import com.twitter.util.Duration;
import io.herald.interop.ReaderStories;
import io.herald.interop.RealReader;
import io.herald.serverset.lint.ServerSetReader;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.member.WeightVector;
import io.herald.serverset.membership.Membership;
import io.herald.serverset.membership.MembershipState;
import io.herald.serverset.membership.ServerSet;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Finagle's present resolver, {@code zk2!}, without its damping of changes. */
class FinagleZk2Test extends ReaderStories {

  @Override
  protected RealReader reader() {
    return new RealReader() {
      @Override
      public ServerSetReader reader() {
        return ServerSetReader.FINAGLE_ZK2;
      }

      @Override
      public View follow(String zooKeeper, String path, String endpoint) {
        return FinagleZk2Test.follow(zooKeeper, path, endpoint);
      }
    };
  }

  /** In four runs of six nothing new for 8 s and more; with an address that is known, in none. */
  @Override
  protected boolean unknownHostsHoldUp() {
    return true;
  }

  static FinagleView follow(String zooKeeper, String path, String endpoint) {
    Zk2Resolver resolver =
        new Zk2Resolver(NullStatsReceiver.get(), Duration.Zero(), Duration.fromSeconds(300));
    String name = endpoint.isEmpty() ? "" : "!" + endpoint;
    return new FinagleView(resolver.bind(zooKeeper + "!" + path + name));
  }

  @Test
  void ourWeightCountsForItsShardAlone() throws Exception {
    ZooKeeperConnection connection =
        keep(ZooKeeperConnection.open(ZooKeeperOptions.of(server().connectString())));
    ServerSet set = new ServerSet(connection, new ServerSetPath("/aurora/www/prod/weighted"));
    keep(set.publish(WeightVector.ofShard(0, 0.25)));
    keep(set.publish(WeightVector.ofShard(1, 2)));
    for (int shard = 0; shard < 3; shard++) {
      keep(set.join(Member.alive(new Endpoint("127.0.0.1", 31000 + shard), Map.of(), shard)));
    }

    FinagleView view = keep(follow(server().connectString(), set.path().value(), ""));

    Map<RealReader.Seen, Double> expected =
        Map.of(
            RealReader.Seen.of("127.0.0.1", 31000, 0), 0.25,
            RealReader.Seen.of("127.0.0.1", 31001, 1), 2.0,
            RealReader.Seen.of("127.0.0.1", 31002, 2), 1.0);
    await()
        .pollInterval(java.time.Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              if (!view.weights().equals(expected)) {
                change(set);
              }
              assertThat(view.weights()).isEqualTo(expected);
            });
  }

  /** On a busy machine zk2 may lose a read of a member; it repeats it once the set changes. */
  private static void change(ServerSet set) {
    Membership another = set.join(Member.alive(new Endpoint("127.0.0.1", 31003), Map.of(), 3));
    try (another) {
      await().until(() -> another.state() instanceof MembershipState.Joined);
    }
  }
}
