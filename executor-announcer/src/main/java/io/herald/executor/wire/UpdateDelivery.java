package io.herald.executor.wire;

import com.google.protobuf.ByteString;
import io.herald.executor.lifecycle.StatusUpdates;
import io.herald.mesos.client.CallFailedException;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.NamedScheduler;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers status updates to the agent in order, and repeats each until it is acknowledged. An
 * agent recognises a repeated one by its uuid.
 *
 * <p>Safe for use by several threads; sends on a thread of its own. A newer update waits until the
 * agent has accepted the older ones, or the older would be accepted for the news.
 */
final class UpdateDelivery implements AutoCloseable {

  /** Sends one UPDATE call. */
  @FunctionalInterface
  interface Sender {
    void send(TaskStatus update) throws CallFailedException;
  }

  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);
  private static final Duration REPEAT = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(UpdateDelivery.class);

  private final StatusUpdates updates;
  private final Sender sender;
  private final Set<ByteString> accepted = new HashSet<>();
  private final ScheduledThreadPoolExecutor thread;

  private final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);
  private final FailureLog failures = new FailureLog(log);
  private @Nullable ScheduledFuture<?> next;

  UpdateDelivery(StatusUpdates updates, Sender sender) {
    this.updates = updates;
    this.sender = sender;
    this.thread =
        new NamedScheduler(
            "updates", new ThreadPoolExecutor.DiscardPolicy()); // What comes after it was closed.
  }

  /** There are updates to deliver. */
  void deliver() {
    thread.execute(this::sendInOrder);
  }

  /** The agent has just been subscribed to with these: it has them. */
  void subscribedWith(List<TaskStatus> given) {
    thread.execute(
        () -> {
          accepted.clear();
          given.forEach(update -> accepted.add(update.getUuid()));
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
      if (accepted.contains(update.getUuid())) {
        continue;
      }
      try {
        sender.send(update);
        accepted.add(update.getUuid());
        backoff.succeeded();
        failures.succeeded("the agent accepts status updates again");
      } catch (CallFailedException e) {
        failed(update, e);
        return;
      }
    }
    if (!waiting.isEmpty()) {
      schedule(REPEAT, this::repeat);
    }
  }

  /** What was accepted but not acknowledged is sent once more. */
  private void repeat() {
    accepted.clear();
    sendInOrder();
  }

  private void failed(TaskStatus update, CallFailedException e) {
    failures.failed(
        "the agent did not accept the update {} of task {}: {}; retrying",
        update.getState(),
        update.getTaskId().getValue(),
        e.getMessage());
    schedule(backoff.failed(), this::sendInOrder);
  }

  private void schedule(Duration delay, Runnable work) {
    if (next != null) {
      next.cancel(false);
    }
    next = thread.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
  }
}
