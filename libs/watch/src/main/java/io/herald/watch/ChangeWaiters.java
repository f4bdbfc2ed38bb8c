package io.herald.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Those who wait for one change. Used under the log's lock. */
final class ChangeWaiters {

  private final ByName<Waiter> waiters = new ByName<>();
  private final Executor executor;

  /** Compared by identity. */
  static final class Waiter {
    private final InstanceFilter filter;
    private final CompletableFuture<Long> change = new CompletableFuture<>();

    private Waiter(InstanceFilter filter) {
      this.filter = filter;
    }

    CompletableFuture<Long> change() {
      return change;
    }
  }

  /**
   * Nobody waits yet.
   *
   * @param executor tells those who waited
   */
  ChangeWaiters(Executor executor) {
    this.executor = executor;
  }

  Waiter add(InstanceFilter filter) {
    Waiter waiter = new Waiter(filter);
    waiters.add(filter, waiter);
    return waiter;
  }

  void remove(Waiter waiter) {
    waiters.remove(waiter.filter, waiter);
  }

  /** Whoever the change concerns waits no more. */
  void changed(LoggedChange change) {
    List<Waiter> concerned = new ArrayList<>();
    String name = change.service().name();
    waiters.forEachOf(name, waiter -> collect(waiter, change, concerned));
    waiters.forEachOther(waiter -> collect(waiter, change, concerned));
    concerned.forEach(waiter -> complete(waiter, change.revision()));
  }

  private static void collect(Waiter waiter, LoggedChange change, List<Waiter> concerned) {
    if (change.concerns(waiter.filter)) {
      concerned.add(waiter);
    }
  }

  /** All wait no more. */
  void release(long revision) {
    waiters.all().forEach(waiter -> complete(waiter, revision));
  }

  private void complete(Waiter waiter, long revision) {
    remove(waiter);
    executor.execute(() -> waiter.change.complete(revision));
  }
}
