package io.herald.runtime.threads;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every thread that Herald starts is made here, so that each has a name. {@code
 * docs/architecture.md} lists the names and what each thread does; a test forbids others.
 */
public final class Threads {

  private Threads() {}

  /** A thread, not started yet, that does not keep the process alive. */
  public static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** A thread, not started yet, that keeps the process alive until its work is done. */
  public static Thread user(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(false);
    return thread;
  }

  /** For a pool of one thread, or of several of one name: {@link #daemon} threads. */
  public static ThreadFactory daemons(String name) {
    return work -> daemon(name, work);
  }

  /** For a pool of one thread: a {@link #user} thread. */
  public static ThreadFactory users(String name) {
    return work -> user(name, work);
  }

  /** For a pool of several threads: daemons called {@code name-1}, {@code name-2}, …. */
  public static ThreadFactory numberedDaemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return work -> daemon(name + "-" + number.incrementAndGet(), work);
  }

  /**
   * Interrupts a thread and waits until it has ended, whoever interrupts the caller meanwhile. A
   * thread that ends itself isn't waited for, nor one that was never started.
   */
  public static void end(Thread thread) {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Has this done when the process is asked to end; the JVM ends when it returns.
   *
   * @return the hook, for {@link Runtime#removeShutdownHook}
   * @throws IllegalStateException if the process is ending already
   */
  public static Thread addShutdownHook(String name, Runnable work) {
    Thread hook = user(name, work);
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }
}
