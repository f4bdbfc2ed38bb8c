package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes without the JVM's own switch for it, since what is promised is their end. */
class FatalErrorsTest {

  private static final String END =
      "; the process ends here, with code 3, for a supervisor to start it again\n";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dns --masters 127.0.0.1:1 --port 0 --http-port 0",
        "mesos --port 0",
        "announce --job job.yaml -- true",
        "executor",
      })
  void everyCommandWithoutMemoryEndsWithOneLineAndCode3(String arguments) throws Exception {
    Ended ended = run(FullHeap.class, arguments.split(" "));
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err()).isEqualTo("herald: Java heap space" + END);
  }

  @Test
  void whatALibrarySwallowsAndLogsEndsTheProcessToo() throws Exception {
    Ended ended = run(SwallowingLibrary.class);
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err()).isEqualTo("herald: on an event loop" + END);
  }

  private record Ended(int code, String err) {}

  private Ended run(Class<?> main, String... arguments) throws IOException, InterruptedException {
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(CompiledHerald.program(main, List.of("-Xmx20m"), arguments))
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("it lives on, deaf").isTrue();
      return new Ended(process.exitValue(), Files.readString(err, UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }
}
