package io.herald.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.member.ServerSetPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.Protos.TaskState;

/**
 * A job whose instances are replaced one by one, under load: each new task is announced before its
 * forerunner is killed, as an updater does it.
 */
final class RollingRestarts {

  private static final ServerSetPath PATH = new ServerSetPath("/aurora/www/prod/hello");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final double DRAIN_SECS = 1;
  private static final int INSTANCES = 3;

  private RollingRestarts() {}

  /** Replaces so many tasks and returns the books. */
  static Books run(Path folder, int restarts, int clients) throws Exception {
    Books books = new Books();
    List<RunningTask> tasks = new ArrayList<>();
    try (MiniZooKeeper server = MiniZooKeeper.start(folder.resolve("zookeeper"), 0);
        Clients load = new Clients(server.connectString(), PATH, clients, books)) {
      for (int shard = 0; shard < INSTANCES; shard++) {
        tasks.add(launch(server, folder, "first" + shard, shard));
      }
      await().atMost(PATIENCE).until(() -> load.endpoints() == INSTANCES);
      load.start();
      for (int restart = 0; restart < restarts; restart++) {
        int shard = restart % INSTANCES;
        RunningTask next = launch(server, folder, "restart" + restart, shard);
        await(next.reports().toString())
            .atMost(PATIENCE)
            .until(() -> load.endpoints() == INSTANCES + 1);
        end(tasks.set(shard, next));
        assertThat(load.endpoints()).isEqualTo(INSTANCES);
        books.count("tasks replaced");
      }
      load.close();
      for (RunningTask task : tasks) {
        end(task);
      }
    }
    return books;
  }

  private static RunningTask launch(MiniZooKeeper server, Path folder, String name, int shard)
      throws Exception {
    return new RunningTask(server.connectString(), folder.resolve(name), shard, DRAIN_SECS);
  }

  private static void end(RunningTask task) {
    task.kill();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(task.isIn(TaskState.TASK_KILLED)).as("%s", task.reports()).isTrue());
    task.close();
  }
}
