package io.herald.runtime.threads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real processes, since what is promised is their end. */
class ExitOnFatalErrorTest {

  private static final String END =
      "; the process ends here, with code 3, for a supervisor to start it again\n";
  private static final String NO_MEMORY = "herald: Java heap space" + END;
  private static final String NO_THREAD =
      "herald: unable to create native thread: possibly out of memory or process/resource limits"
          + " reached"
          + END;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "thread-without-memory, Java heap space",
    "thread-without-threads, unable to create native thread",
    "executed, Java heap space",
    "submitted, Java heap space",
    "later, unable to create native thread",
    "repeated, unable to create native thread",
    "wrapped, of a library",
  })
  void aProcessThatLostAThreadToAFatalErrorEndsWithOneLine(String way, String reason)
      throws Exception {
    Ended ended = run(way);
    assertThat(ended.code()).isEqualTo(ExitOnFatalError.EXIT_CODE);
    assertThat(ended.err())
        .isIn(NO_MEMORY, NO_THREAD, "herald: of a library" + END)
        .contains(reason);
  }

  @Test
  void aStackThatOverflowedCostsWhatWasBeingDoneAndIsTold() throws Exception {
    Ended ended = run("stack-overflow");
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("the thread \"scheduled\" met an unexpected failure")
        .contains("StackOverflowError")
        .endsWith("serving\n");
  }

  private record Ended(int code, String out, String err) {}

  private Ended run(String way) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-Xlog:disable", // the JVM's own remark on a thread that it can't make
                "-cp",
                System.getProperty("java.class.path"),
                DoomedProcess.class.getName(),
                way)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it lives on, deaf").isTrue();
      return new Ended(
          process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }
}
