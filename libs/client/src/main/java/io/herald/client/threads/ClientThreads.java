package io.herald.client.threads;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the client's threads: daemons with names that begin with {@code herald-}. */
public final class ClientThreads {

  private ClientThreads() {}

  /** A thread of one watch, not started yet: {@code herald-watch WHAT}. */
  public static Thread watch(String what, Runnable work) {
    return daemon("herald-watch " + what, work);
  }

  /** The threads of an HTTP client: {@code herald-http-1}, …; each ends after a minute idle. */
  public static ExecutorService http() {
    AtomicInteger number = new AtomicInteger();
    return Executors.newCachedThreadPool(
        work -> daemon("herald-http-" + number.incrementAndGet(), work));
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
