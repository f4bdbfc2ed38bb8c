package io.herald.executor.wire;

import com.google.protobuf.ByteString;
import io.herald.executor.lifecycle.StatusUpdates;
import io.herald.mesos.client.CallFailedException;
import io.herald.runtime.threads.NamedScheduler;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings status updates to the agent, in the order in which they were made, again and again until
 * each is acknowledged. An agent knows a repeated one by its uuid.
 *
 * <p>Safe for use by several threads; sends on a thread of its own. A newer update waits until the
 * agent has taken the older ones, or the older would be taken for the news.
 */
final class UpdateDelivery implements AutoCloseable {

  /** Sends one UPDATE call. */
  @FunctionalInterface
  interface Sender {
    void send(TaskStatus update) throws CallFailedException;
  }

  private static final long FIRST_RETRY_MILLIS = 200;
  private static final long LAST_RETRY_MILLIS = 10_000;
  private static final Duration REPEAT = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(UpdateDelivery.class);

  private final StatusUpdates updates;
  private final Sender sender;
  private final Set<ByteString> taken = new HashSet<>();
  private final ScheduledThreadPoolExecutor thread;

  private int failures;
  private @Nullable ScheduledFuture<?> next;

  UpdateDelivery(StatusUpdates updates, Sender sender) {
    this.updates = updates;
    this.sender = sender;
    this.thread =
        new NamedScheduler(
            "updates", new ThreadPoolExecutor.DiscardPolicy()); // What comes after it was closed.
  }

  /** There are updates to bring. */
  void deliver() {
    thread.execute(this::sendInOrder);
  }

  /** The agent has just been subscribed to with these: it has them. */
  void subscribedWith(List<TaskStatus> given) {
    thread.execute(
        () -> {
          taken.clear();
          given.forEach(update -> taken.add(update.getUuid()));
          sendInOrder();
        });
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void sendInOrder() {
    List<TaskStatus> waiting = updates.unacknowledged();
    for (TaskStatus update : waiting) {
      if (taken.contains(update.getUuid())) {
        continue;
      }
      try {
        sender.send(update);
        taken.add(update.getUuid());
        recovered();
      } catch (CallFailedException e) {
        failed(update, e);
        return;
      }
    }
    if (!waiting.isEmpty()) {
      schedule(REPEAT.toMillis(), this::repeat);
    }
  }

  /** What was taken but not acknowledged is sent once more. */
  private void repeat() {
    taken.clear();
    sendInOrder();
  }

  private void failed(TaskStatus update, CallFailedException e) {
    if (failures == 0) {
      log.warn(
          "The agent did not take the update {} of task {}: {}; it is kept and sent again",
          update.getState(),
          update.getTaskId().getValue(),
          e.getMessage());
    }
    long bound = Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(failures, 10));
    failures++;
    schedule(ThreadLocalRandom.current().nextLong(bound / 2, bound + 1), this::sendInOrder);
  }

  private void recovered() {
    if (failures > 0) {
      log.info("The agent takes status updates again, after {} failed tries", failures);
      failures = 0;
    }
  }

  private void schedule(long millis, Runnable work) {
    if (next != null) {
      next.cancel(false);
    }
    next = thread.schedule(work, millis, TimeUnit.MILLISECONDS);
  }
}
