package io.herald.catalog.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.catalog.follow.FollowSettings.Login;
import io.herald.catalog.follow.FollowSettings.Masters;
import io.herald.catalog.follow.FollowSettings.ServerSets;
import io.herald.mesos.leader.ZooKeeperUrl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a cluster is called in a snapshot and in the log, and what the settings refuse. */
class FollowSettingsTest {

  /** Snapshots of earlier versions carry these. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zk://u:secret@b:2181,a:2181/mesos | masters of zk://a:2181,b:2181/mesos",
        "10.0.0.2:5050,10.0.0.1:5050       | masters 10.0.0.1:5050,10.0.0.2:5050",
        "[fd00::1]:5050                    | masters [fd00::1]:5050",
      })
  void theIdentityOfAClusterIsItsAddresses(String masters, String identity) {
    FollowSettings settings = FollowSettings.ofMasters(masters);
    assertThat(settings.identity()).isEqualTo(identity);
    ServerSets sets = new ServerSets(ZooKeeperUrl.parse("zk://me:secret@c,a/x"), "/aurora");
    assertThat(settings.withServerSets(sets).identity())
        .isEqualTo(identity + ", zk://c:2181,a:2181/x below /aurora");
  }

  @Test
  void noTextHoldsASecret() {
    Masters masters = Masters.at("zk://u:secret@a/mesos");
    FollowSettings settings =
        new FollowSettings(
            new Masters(
                masters.zooKeeper(),
                masters.addresses(),
                masters.refresh(),
                masters.stateTimeout(),
                masters.answerLimit(),
                Optional.empty(),
                Optional.of(new Login.Basic("herald", "secret"))),
            Optional.of(new ServerSets(ZooKeeperUrl.parse("zk://me:secret@c/x"), "/aurora")),
            Optional.empty());
    assertThat(settings.toString())
        .contains("zk://a:2181/mesos", "zk://c:2181/x")
        .doesNotContain("secret");
    assertThat(settings.masters().login().orElseThrow().toString()).isEqualTo("Basic[herald]");
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    assertThatThrownBy(() -> masters("", Duration.ofSeconds(60), 1))
        .hasMessageStartingWith("no Mesos master is given");
    assertThatThrownBy(() -> masters("m:5050", Duration.ofMillis(999), 1))
        .hasMessageContaining("refresh interval")
        .hasMessageContaining("at least 1 s");
    assertThatThrownBy(() -> masters("m:5050", Duration.ofSeconds(60), 0))
        .hasMessageContaining("limit of an answer");
  }

  private static Masters masters(String address, Duration refresh, long answerLimit) {
    return new Masters(
        Optional.empty(),
        address.isEmpty() ? List.of() : Masters.at(address).addresses(),
        refresh,
        Masters.DEFAULT_STATE_TIMEOUT,
        answerLimit,
        Optional.empty(),
        Optional.empty());
  }
}
