package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What libraries log with {@code java.util.logging}, in a process of its own. */
class JavaLoggingTest {

  @TempDir private Path folder;

  @Test
  void linesOfLibrariesAreObjectsTooWhereThoseOfHeraldAre() throws Exception {
    List<String> lines = lines(Library.class);

    assertThat(lines).hasSize(1); // the warning alone
    JsonNode line = new JsonMapper().readTree(lines.get(0));
    assertThat(line.get("level").asText()).isEqualTo("WARN");
    assertThat(line.get("loggerName").asText()).isEqualTo("io.grpc.internal.Some");
    assertThat(line.get("formattedMessage").asText()).isEqualTo("the channel of it was lost");
  }

  /** Nobody pays for what isn't used. */
  @Test
  void aProcessInWhichNoLibraryLogsDoesNotLoadIt() throws Exception {
    assertThat(lines(Silent.class, "-Xlog:class+load:stderr"))
        .noneMatch(line -> line.contains("java.util.logging.LogManager"))
        .noneMatch(line -> line.contains("org.slf4j.bridge"));
  }

  private List<String> lines(Class<?> main, String... options) throws Exception {
    Path log = folder.resolve("log");
    List<String> all = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
    all.addAll(List.of(options));
    Process process =
        new ProcessBuilder(CompiledHerald.program(main, all))
            .redirectError(log.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readAllLines(log);
  }

  /** A program with a library that logs. */
  static final class Library {
    private Library() {}

    public static void main(String[] args) {
      JavaLogging.install();
      LogSettings.apply(Optional.of(LogSettings.Format.JSON), "HERALD_DNS_", Map.of());
      Logger logger = Logger.getLogger("io.grpc.internal.Some");
      logger.log(Level.FINE, "nobody reads this");
      logger.log(Level.INFO, "nor this");
      logger.log(Level.WARNING, "the channel of {0} was lost", "it");
    }
  }

  /** {@code --version}, and everything else that asks no library to log. */
  static final class Silent {
    private Silent() {}

    public static void main(String[] args) {
      Herald.main(new String[] {"--version"});
    }
  }
}
