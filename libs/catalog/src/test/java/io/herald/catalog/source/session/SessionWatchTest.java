package io.herald.catalog.source.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.ZooKeeperSession;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.curator.framework.state.ConnectionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionWatchTest {

  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(7), ZoneOffset.UTC);

  private final SessionWatch watch = new SessionWatch("zk1:2181,zk2:2181", CLOCK);

  @Test
  void atFirstNoneHasBeenThere() {
    assertThat(watch.now())
        .isEqualTo(
            new ZooKeeperSession(
                "zk1:2181,zk2:2181", ZooKeeperSession.State.CONNECTING, CLOCK.instant()));
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECTED, CONNECTED",
    "SUSPENDED, SUSPENDED",
    "RECONNECTED, CONNECTED",
    "LOST, LOST",
    "READ_ONLY, CONNECTED",
  })
  void itStandsAsCuratorSays(ConnectionState told, ZooKeeperSession.State state) {
    watch.changed(told);
    assertThat(watch.now().state()).isEqualTo(state);
    assertThat(watch.now().servers()).isEqualTo("zk1:2181,zk2:2181");
  }
}
