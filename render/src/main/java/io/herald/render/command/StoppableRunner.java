package io.herald.render.command;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands one at a time for one thread, until it is closed from another: that ends a command
 * which runs, and interrupts nothing else that the thread does, such as writing a file.
 */
public final class StoppableRunner implements CommandRunner, AutoCloseable {

  private final CommandRunner runner;

  @GuardedBy("this")
  private @Nullable Thread running;

  @GuardedBy("this")
  private boolean closed;

  public StoppableRunner(CommandRunner runner) {
    this.runner = requireNonNull(runner, "runner");
  }

  @Override
  public CommandResult run(FileCommand command, Map<String, Path> places)
      throws InterruptedException {
    synchronized (this) {
      if (closed) {
        throw new InterruptedException("no more commands are run");
      }
      running = Thread.currentThread();
    }
    try {
      return runner.run(command, places);
    } finally {
      synchronized (this) {
        running = null;
        if (closed) {
          // What close() said came too late, or has had its effect.
          boolean unused = Thread.interrupted();
        }
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (running != null) {
      running.interrupt();
    }
  }
}
