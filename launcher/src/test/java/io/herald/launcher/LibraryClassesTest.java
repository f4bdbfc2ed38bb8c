package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start takes longer without the archive, and no other test notices. */
class LibraryClassesTest {

  @TempDir private Path folder;

  @Test
  void aCommandTakesItsLibrariesFromTheArchive() throws Exception {
    List<String> command = CompiledHerald.command("announce", "--job=nowhere.yaml");
    assumeThat(command).as("this JDK makes archives").anyMatch(word -> word.contains(".jsa"));
    command.add(1, "-Xlog:class+load");
    Path out = folder.resolve("out");

    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(out)
        .content()
        .containsPattern("org\\.slf4j\\.LoggerFactory source: shared objects file");
  }
}
