package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.scheduler.DiscoveryLabels;
import io.herald.services.instance.InstancePort;
import org.junit.jupiter.api.Test;

/** What the scheduler writes is what readers of the cluster look for. */
class PrimaryPortTest {

  @Test
  void itsLabelIsTheSchedulers() {
    assertThat(InstancePort.PRIMARY).isEqualTo(DiscoveryLabels.PRIMARY);
  }
}
