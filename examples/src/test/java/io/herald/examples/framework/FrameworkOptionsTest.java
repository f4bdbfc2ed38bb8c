package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.examples.framework.FrameworkOptions.OnExit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameworkOptionsTest {

  @ParameterizedTest(name = "given {0}, file {1}: {2} s")
  @CsvSource({
    ", , 0, 'without --framework-id-file, tasks end with the scheduler or its connection to the"
        + " master'",
    ", /id, 604800, 'tasks outlive the scheduler by 604800 s, for a restart with /id'",
    "60, /id, 60, 'tasks outlive the scheduler by 60 s, for a restart with /id'",
    "0, /id, 0, 'tasks end with the scheduler or its connection: --failover-timeout-secs is 0'",
    "60, , 60, 'tasks outlive the scheduler by 60 s, and without --framework-id-file no"
        + " scheduler can reclaim them; give a file'",
  })
  void tasksOutliveTheirSchedulerWhereSomebodyCanClaimThem(
      Integer given, Path file, long seconds, String said) {
    Optional<Path> idFile = Optional.ofNullable(file);
    Duration timeout =
        FrameworkOptions.failoverTimeout(
            Optional.ofNullable(given).map(Duration::ofSeconds), idFile);

    assertThat(timeout).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(
            new FrameworkOptions(
                    "127.0.0.1:5050",
                    "nobody",
                    "*",
                    Optional.empty(),
                    timeout,
                    idFile,
                    "herald executor",
                    Map.of(),
                    OnExit.TEARDOWN)
                .afterACrash())
        .isEqualTo(said);
  }
}
