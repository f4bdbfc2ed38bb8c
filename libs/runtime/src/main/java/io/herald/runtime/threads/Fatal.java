package io.herald.runtime.threads;

import org.jspecify.annotations.Nullable;

/**
 * Failures after which a JVM can't be relied on: no memory, no native thread, an error inside the
 * JVM itself. A stack that overflowed is none: it costs what was being done. Wherever failures of
 * any kind are caught (a future, a library's handler), they are shown here, so that none is
 * swallowed.
 *
 * <p>What becomes of a fatal one is for the process to say, in the handler of its threads' uncaught
 * exceptions ({@link ExitOnFatalError}); inside another program's JVM, for that program. Allocates
 * nothing, so it works where nothing can be allocated.
 */
public final class Fatal {

  /** Longer chains of causes than this are circles. */
  private static final int DEEPEST = 20;

  private Fatal() {}

  /** Whether it, or what caused it, is fatal. */
  public static boolean isFatal(@Nullable Throwable failure) {
    return find(failure) != null;
  }

  /** The fatal one among a failure and its causes; null if there is none. */
  static @Nullable Throwable find(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
        return cause;
      }
      cause = cause.getCause();
    }
    return null;
  }

  /** Tells the handler of this thread's uncaught exceptions of it, if it is fatal. */
  public static void escalate(@Nullable Throwable failure) {
    if (failure != null && isFatal(failure)) {
      tell(failure);
    }
  }

  /** Tells the handler of this thread's uncaught exceptions of any failure. */
  static void tell(Throwable failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }
}
