package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged scheduler, told to read the files of its jobs and apps again. */
class SchedulerReloadIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private Path folder;

  private void write(String instances) throws IOException {
    Files.writeString(
        folder.resolve("job.yaml"),
        """
        cluster: c
        role: r
        environment: e
        name: n
        instances: %s
        task:
          processes: [{name: p, cmdline: sleep 600}]
          resources: {cpu: 0.1, ram: 32MB, disk: 16MB}
        """
            .formatted(instances));
    Files.writeString(
        folder.resolve("app.json"),
        "{\"id\": \"/sise\", \"cmd\": \"sleep 600\", \"cpus\": 0.1, \"mem\": 32,\n\"instances\": \"many\"}"
            .replace("\"many\"", instances));
  }

  private void awaitLine(String part) {
    await().atMost(PATIENCE).until(() -> Files.readString(folder.resolve("log")).contains(part));
  }

  private static void hangUp(Process process) throws Exception {
    assertThat(new ProcessBuilder("sh", "-c", "kill -HUP " + process.pid()).start().waitFor())
        .isZero();
  }

  @Test
  void sighupReadsTheJobFilesAgainAndABadOneIsRefused() throws Exception {
    write("1");
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")))) {
      Process scheduler =
          HeraldProcess.start(
              folder,
              folder.resolve("log"),
              Map.of(),
              "scheduler",
              "--master",
              mesos.masterAddress().toString(),
              "--framework-name",
              "marathon",
              "--job",
              "job.yaml",
              "app.json");
      try {
        awaitLine("r/e/n/0: launching on ");
        awaitLine("/sise/0: TASK_RUNNING");

        write("many");
        hangUp(scheduler);
        awaitLine("app.json:2:");
        awaitLine("job.yaml:5: instances: the text \"many\" stands here; write a whole number");
        awaitLine("the job files are refused; the previous jobs stay in force");

        write("2");
        hangUp(scheduler);
        awaitLine("jobs read again: r/e/n has 2 instances (had 1); /sise has 2 instances (had 1)");
        awaitLine("r/e/n/1: launching on ");
        awaitLine("/sise/1: TASK_RUNNING");
      } finally {
        scheduler.destroy();
        assertThat(scheduler.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      }
    }
  }
}
