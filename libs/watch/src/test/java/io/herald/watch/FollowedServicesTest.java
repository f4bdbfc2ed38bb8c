package io.herald.watch;

import static io.herald.watch.ClusterEntities.CHRONOS;
import static io.herald.watch.ClusterEntities.MARATHON;
import static io.herald.watch.ClusterEntities.ONE;
import static io.herald.watch.ClusterEntities.TWO;
import static io.herald.watch.ClusterEntities.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.model.Task;
import io.herald.changingcluster.ChangingCluster;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.services.ServicesView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which services are in force while one configuration follows another. */
class FollowedServicesTest {

  private static final Task WEB = task(MARATHON, ONE, "t1", "web");
  private static final Task WEB_2 = task(MARATHON, ONE, "t2", "web");
  private static final Task JOB = task(CHRONOS, TWO, "t3", "job");

  private final NamedScheduler otherSource = new NamedScheduler("other-source");
  private final ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
  private volatile boolean complete;
  private final FollowedServices followed = new FollowedServices(this::take, () -> complete);
  private final ChangingCluster old = new ChangingCluster();
  private final ChangingCluster fresh = new ChangingCluster();

  @AfterEach
  void end() {
    otherSource.shutdownNow();
  }

  private void take(List<Difference.Step> steps, boolean nowComplete, ServicesView now) {
    for (Difference.Step step : steps) {
      Optional.ofNullable(step.old()).ifPresent(was -> taken.add("-" + was.task().id()));
      Optional.ofNullable(step.now()).ifPresent(is -> taken.add("+" + is.task().id()));
    }
    complete |= nowComplete;
  }

  @Test
  void whileNothingIsCompleteTheLatestConfigurationCounts() {
    followed.follow(old.services());
    old.put(false, List.of(MARATHON, ONE, WEB));
    followed.follow(fresh.services());
    fresh.put(false, List.of(CHRONOS, TWO, JOB));
    assertThat(taken).containsExactly("+t1", "-t1", "+t3");
    old.put(WEB_2);
    assertThat(taken).as("what is replaced is heard no more").hasSize(3);
    assertThat(tasks()).isEqualTo(1);
  }

  @Test
  void whatBecomesCompleteJustBeforeItIsReplacedIsNotGivenUpForWhatIsNot() throws Exception {
    followed.follow(old.services());
    old.put(false, List.of(MARATHON, ONE));
    followed.follow(fresh.services());
    AtomicReference<Thread> waiting = new AtomicReference<>();
    Future<?> batch =
        old.services()
            .read(
                view -> {
                  Future<?> blocked =
                      otherSource.submit(
                          () -> {
                            waiting.set(Thread.currentThread());
                            fresh.put(false, List.of(CHRONOS, TWO, JOB));
                          });
                  await().until(() -> isWaiting(waiting.get()));
                  old.put(WEB);
                  return blocked;
                });
    batch.get();
    assertThat(taken).containsExactly("+t1");
    fresh.put(ONE);
    assertThat(taken).containsExactly("+t1", "-t1", "+t3");
    assertThat(tasks()).isEqualTo(1);
  }

  private static boolean isWaiting(Thread thread) {
    return thread != null && thread.getState() == Thread.State.WAITING;
  }

  private int tasks() {
    return followed.read(
        view -> {
          int[] count = {0};
          view.forEachTask(task -> count[0]++);
          return count[0];
        });
  }
}
