package io.herald.dns.transport.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A resource is freed once, when it is closed and nobody uses it. */
class UsersTest {

  private final AtomicInteger freed = new AtomicInteger();
  private final Users users = new Users(freed::incrementAndGet);

  @Test
  void whatIsInUseIsFreedByTheLastUser() throws ClosedChannelException {
    users.enter();
    users.enter();
    users.close();
    assertThatThrownBy(users::enter).isInstanceOf(ClosedChannelException.class);
    users.leave();
    assertThat(freed).hasValue(0);
    users.leave();
    assertThat(freed).hasValue(1);
  }

  @Test
  void whatIsNotClosedIsNotFreed() throws ClosedChannelException {
    users.enter();
    users.leave();
    users.enter();
    users.leave();
    assertThat(freed).hasValue(0);
  }

  @Test
  void nobodyUsesWhatHasBeenFreed() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      AtomicInteger frees = new AtomicInteger();
      AtomicInteger usedAfterwards = new AtomicInteger();
      Users shared = new Users(frees::incrementAndGet);
      CountDownLatch go = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        boolean closes = i == 0;
        Thread thread =
            new Thread(
                () -> {
                  awaitIt(go);
                  for (int use = 0; use < 100 && shared.tryEnter(); use++) {
                    usedAfterwards.addAndGet(frees.get());
                    if (closes && use == 50) {
                      shared.close();
                    }
                    shared.leave();
                  }
                },
                "uses-" + i);
        threads.add(thread);
        thread.start();
      }
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(frees).hasValue(1);
      assertThat(usedAfterwards).hasValue(0);
    }
  }

  private static void awaitIt(CountDownLatch go) {
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
