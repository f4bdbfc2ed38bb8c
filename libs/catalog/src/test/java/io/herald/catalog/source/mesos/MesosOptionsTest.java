package io.herald.catalog.source.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.mesos.leader.MasterAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which cluster to follow, as the settings say it. */
class MesosOptionsTest {

  @Test
  void optionsAreReadFromAMasterUrlAndChecked() {
    MesosOptions list = MesosOptions.of("10.0.0.1:5050, [2001:db8::1]:5051");
    assertThat(list.masters())
        .containsExactly(
            new MasterAddress("10.0.0.1", 5050), new MasterAddress("2001:db8::1", 5051));
    assertThat(MesosOptions.of("zk://h1,h2:2182/mesos/").zooKeeper())
        .hasValueSatisfying(
            url -> assertThat(url.toString()).isEqualTo("zk://h1:2181,h2:2182/mesos"));
    assertThatThrownBy(() -> MesosOptions.of("10.0.0.1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10.0.0.1");
    assertThatThrownBy(() -> list.withRefresh(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the refresh interval is PT0S");
  }
}
