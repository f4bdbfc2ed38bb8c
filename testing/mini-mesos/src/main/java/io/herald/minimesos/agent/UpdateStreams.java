package io.herald.minimesos.agent;

import com.google.protobuf.ByteString;
import io.herald.minimesos.link.TaskMessages;
import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.loop.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.mesos.v1.Protos.TaskStatus;

/**
 * Delivers each task's updates in order and one at a time: the next goes out when the one before is
 * acknowledged, which is sent again until then, with growing pauses. For the cluster's thread.
 */
final class UpdateStreams {

  private static final Duration MAX_RETRY = Duration.ofMinutes(10);

  private final EventLoop loop;
  private final Duration firstRetry;
  private final BiConsumer<TaskKey, TaskStatus> forward;
  private final Map<TaskKey, Stream> streams = new HashMap<>();

  private static final class Stream {
    final Deque<TaskStatus> pending = new ArrayDeque<>();
    final Set<ByteString> seen = new HashSet<>();
    Timer retry = Timer.NONE;
  }

  /**
   * @param forward sends an update to the master, if it is there
   */
  UpdateStreams(EventLoop loop, Duration firstRetry, BiConsumer<TaskKey, TaskStatus> forward) {
    this.loop = loop;
    this.firstRetry = firstRetry;
    this.forward = forward;
  }

  /** Whether an update was taken before; an executor repeats what it isn't sure of. */
  boolean knows(TaskKey task, ByteString uuid) {
    Stream stream = streams.get(task);
    return stream != null && stream.seen.contains(uuid);
  }

  void add(TaskKey task, TaskStatus status) {
    Stream stream = streams.computeIfAbsent(task, key -> new Stream());
    if (stream.seen.add(status.getUuid())) {
      stream.pending.add(status);
      if (stream.pending.size() == 1) {
        send(task, stream, firstRetry);
      }
    }
  }

  private void send(TaskKey task, Stream stream, Duration pause) {
    stream.retry.cancel();
    TaskStatus status = stream.pending.peek();
    if (status == null) {
      return;
    }
    Duration next =
        pause.multipliedBy(2).compareTo(MAX_RETRY) < 0 ? pause.multipliedBy(2) : MAX_RETRY;
    stream.retry = loop.after(pause, () -> send(task, stream, next));
    forward.accept(task, status);
  }

  /**
   * The update was delivered.
   *
   * @return whether it was the task's last one, so that nothing more is to be reported of the task
   */
  boolean acknowledge(TaskKey task, ByteString uuid) {
    Stream stream = streams.get(task);
    TaskStatus status = stream == null ? null : stream.pending.peek();
    if (stream == null || status == null || !status.getUuid().equals(uuid)) {
      return false;
    }
    stream.pending.remove();
    if (TaskMessages.isTerminal(status.getState())) {
      drop(task);
      return true;
    }
    send(task, stream, firstRetry);
    return false;
  }

  /** Sends what waits for its acknowledgement once more, now. */
  void resend(Predicate<TaskKey> which) {
    for (Map.Entry<TaskKey, Stream> entry : List.copyOf(streams.entrySet())) {
      if (which.test(entry.getKey())) {
        send(entry.getKey(), entry.getValue(), firstRetry);
      }
    }
  }

  /** Forgets a task. */
  void drop(TaskKey task) {
    Stream stream = streams.remove(task);
    if (stream != null) {
      stream.retry.cancel();
    }
  }
}
