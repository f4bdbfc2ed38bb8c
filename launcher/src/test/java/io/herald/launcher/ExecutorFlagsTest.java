package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.options.ExecutorParameters;
import io.herald.settings.SettingsReader;
import io.herald.settings.Values;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The flags of what announces come to the options' own defaults. */
class ExecutorFlagsTest {

  @Test
  void withoutFlagsTheOptionsAreTheDefaults() throws Exception {
    assertThat(ExecutorCommand.options(new SettingsReader(ExecutorCommand.TABLE).read()))
        .isEqualTo(ExecutorOptions.DEFAULT);
    Values sidecar =
        new SettingsReader(AnnounceCommand.TABLE)
            .flags(Map.of("announcer-ensemble", "zk1:2181"))
            .read();
    assertThat(ExecutorParameters.read(sidecar, AnnounceCommand.ENSEMBLE).build())
        .isEqualTo(ExecutorOptions.builder().announcerEnsemble("zk1:2181").build());
  }

  @Test
  void everyFlagAndVariableIsHeard() throws Exception {
    ExecutorOptions options =
        ExecutorCommand.options(
            new SettingsReader(ExecutorCommand.TABLE)
                .environment(
                    Map.of(
                        "HERALD_EXECUTOR_ANNOUNCER_ENSEMBLE", "zk1:2181",
                        "HERALD_EXECUTOR_DRAIN_SECS", "0.5",
                        "HERALD_EXECUTOR_ANNOUNCE_POLICY", "Running",
                        "HERALD_EXECUTOR_END_DAEMONIZED", "false"))
                .flags(
                    Map.of(
                        "announcer-address", "container-ip",
                        "announcer-weights", "true",
                        "launch-timeout-secs", "7",
                        "announcer-stale-members", "remove"))
                .read());
    assertThat(options.toString())
        .contains(
            "announcerEnsemble=Optional[zk1:2181]",
            "drain=PT0.5S",
            "announcePolicy=running",
            "endDaemonized=false",
            "announcerAddress=container-ip",
            "announcerWeights=true",
            "launchTimeout=PT7S",
            "staleMembers=remove");
  }
}
