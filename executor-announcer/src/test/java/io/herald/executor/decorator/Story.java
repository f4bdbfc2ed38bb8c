package io.herald.executor.decorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.executor.announce.AnnounceRequest;
import io.herald.executor.announce.Announcer;
import io.herald.executor.announce.Announcers;
import io.herald.executor.options.ExecutorOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** What happened, in order, on all sides; with announcers that write down what is asked of them. */
final class Story implements Announcers {

  final List<String> events = new CopyOnWriteArrayList<>();
  final List<AnnounceRequest> announcements = new CopyOnWriteArrayList<>();

  /** A leave waits for it. */
  CountDownLatch zooKeeperConfirms = new CountDownLatch(0);

  static ExecutorOptions.Builder options() {
    return ExecutorOptions.builder().announcerEnsemble("127.0.0.1:1").drain(Duration.ZERO);
  }

  void tell(String event) {
    events.add(event);
  }

  void awaitExactly(String... expected) {
    await().untilAsserted(() -> assertThat(events).containsExactly(expected));
  }

  void awaitThat(String event) {
    await().until(() -> events.contains(event));
  }

  @Override
  public Announcer of(AnnounceRequest announcement) {
    announcements.add(announcement);
    String task = announcement.taskId();
    return new Announcer() {
      @Override
      public void show() {
        tell("show " + task);
      }

      @Override
      public void hide() {
        tell("hide " + task);
      }

      @Override
      public boolean leave(Duration atMost) throws InterruptedException {
        tell("leave " + task);
        zooKeeperConfirms.await();
        tell("left " + task);
        return true;
      }
    };
  }

  @Override
  public void close() {
    tell("session ends");
  }
}
