package io.herald.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.mesos.leader.Election;
import io.herald.mesos.leader.LeaderDetector;
import io.herald.mesos.leader.MasterAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a connection to a master is closed when the detector reports an election. */
class RequestTargetTest {

  private static final String FIRST = "10.0.0.1:5050";

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1:5050, ''",
    "10.0.0.2:5050, another master leads now",
    "'', no master leads now",
    "' 10.0.0.1:5050', it was elected again"
  })
  void theReasonNamesWhatTheElectionChanged(String elected, String why) throws Exception {
    Elections elections = new Elections();
    RequestTarget target = new RequestTarget("http", elections);
    target.start(() -> {});
    elections.elect(FIRST);
    RequestTarget.Choice choice = target.await(Duration.ZERO).orElseThrow();

    for (String leader : elected.split(" ", -1)) {
      elections.elect(leader);
    }

    assertThat(target.whyOutdated(choice).orElse("")).isEqualTo(why);
  }

  private static final class Elections implements LeaderDetector {
    private Listener listener = election -> {};

    /** Empty: nobody. */
    void elect(String leader) {
      listener.elected(
          leader.isEmpty()
              ? Election.NOBODY
              : new Election(Optional.of(MasterAddress.parse(leader)), List.of()));
    }

    @Override
    public void start(Listener newListener) {
      listener = newListener;
    }

    @Override
    public void close() {}
  }
}
