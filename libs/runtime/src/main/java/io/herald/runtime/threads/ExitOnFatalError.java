package io.herald.runtime.threads;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process on a {@link Fatal} failure, with one line on standard error and exit code {@link
 * #EXIT_CODE}: a supervisor starts it again, whereas one that has lost some of its threads would
 * live on, deaf. Every other exception that a thread ends on is told in the log. For whose process
 * it is to install, so for a {@code main} alone.
 *
 * <p>From the moment of the failure on nothing is allocated, locked or logged, and no shutdown hook
 * runs: each could wait for memory or threads for ever.
 */
public final class ExitOnFatalError implements Thread.UncaughtExceptionHandler {

  /** As of a JVM that is started with {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int EXIT_CODE = 3;

  private static final byte[] BEGIN = "herald: ".getBytes(US_ASCII);
  private static final byte[] UNKNOWN = "the JVM can't go on".getBytes(US_ASCII);
  private static final byte[] END =
      "; the process ends here, with code 3, for a supervisor to start it again\n"
          .getBytes(US_ASCII);
  private static final int LONGEST_REASON = 200;

  private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);
  private final byte[] line = new byte[BEGIN.length + LONGEST_REASON + END.length];

  private ExitOnFatalError() {}

  /** Takes every thread's uncaught exceptions of this process from now on. */
  public static void install() {
    // What it needs is loaded now: later there may be no memory for it.
    Fatal.escalate(null);
    Thread.setDefaultUncaughtExceptionHandler(new ExitOnFatalError());
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    Throwable fatal = Fatal.find(failure);
    if (fatal == null) {
      tell(thread, failure);
    } else {
      exit(fatal);
    }
  }

  private void tell(Thread thread, Throwable failure) {
    try {
      // Made now: the first logger sets the logging up, which a command of a moment does without.
      Logger log = LoggerFactory.getLogger(ExitOnFatalError.class);
      log.error("the thread \"{}\" met an unexpected failure", thread.getName(), failure);
    } catch (Throwable telling) { // by then there may be no memory for it
      Throwable fatal = Fatal.find(telling);
      if (fatal != null) {
        exit(fatal);
      }
    }
  }

  private void exit(Throwable fatal) {
    try {
      err.write(line, 0, fill(fatal.getMessage()));
    } catch (IOException e) {
      // Nobody reads it.
    } finally {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }

  /** The line in its buffer; several threads at once may garble it, not more. */
  private int fill(@Nullable String reason) {
    System.arraycopy(BEGIN, 0, line, 0, BEGIN.length);
    int end = BEGIN.length;
    if (reason == null) {
      System.arraycopy(UNKNOWN, 0, line, end, UNKNOWN.length);
      end += UNKNOWN.length;
    } else {
      for (int i = 0; i < reason.length() && i < LONGEST_REASON; i++) {
        char letter = reason.charAt(i);
        line[end++] = (byte) (letter < ' ' || letter > '~' ? '?' : letter);
      }
    }
    System.arraycopy(END, 0, line, end, END.length);
    return end + END.length;
  }
}
