package io.herald.runtime.threads;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor.AbortPolicy;
import org.junit.jupiter.api.Test;

/** When a scheduler's thread is there. */
class NamedSchedulerTest {

  @Test
  void withoutWorkADaemonEndsAndComesAgainWithTheNext() throws Exception {
    try (Closing closing = new Closing(new NamedScheduler("idle"))) {
      Thread first = closing.thread();
      await().until(() -> !first.isAlive());

      Thread second = closing.thread();

      assertThat(second).isNotSameAs(first);
      assertThat(second.getName()).isEqualTo("idle");
    }
  }

  @Test
  void withWorkForLaterItStays() throws Exception {
    try (Closing closing = new Closing(new NamedScheduler("waiting"))) {
      Thread idle = closing.thread();
      await().until(() -> !idle.isAlive());
      ScheduledFuture<?> later = closing.scheduler().schedule(() -> {}, 1, DAYS);
      closing.scheduler().schedule(() -> {}, 1, MILLISECONDS).get();

      assertThat(closing.scheduler().getPoolSize()).isOne();
      assertThat(later.isDone()).isFalse();
    }
  }

  @Test
  void whatKeepsTheProcessAliveStays() throws Exception {
    try (Closing closing =
        new Closing(new NamedScheduler(Threads.users("kept"), new AbortPolicy()))) {
      assertThat(closing.thread().isDaemon()).isFalse();
      assertThat(closing.scheduler().allowsCoreThreadTimeOut()).isFalse();
    }
  }

  private record Closing(NamedScheduler scheduler) implements AutoCloseable {

    Thread thread() throws Exception {
      return scheduler.submit(Thread::currentThread).get();
    }

    @Override
    public void close() {
      scheduler.shutdownNow();
    }
  }
}
