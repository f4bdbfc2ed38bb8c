package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a framework keeps over restarts. */
class StateOnDiskTest {

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("framework-id");
  }

  private FrameworkIds ids() {
    return new FrameworkIds(Optional.of(file()));
  }

  private RememberedTasks tasks() {
    return new RememberedTasks(Optional.of(file()));
  }

  @Test
  void theIdIsReadBackAndForgotten() {
    assertThat(ids().read()).isEmpty();

    ids().remember("0b1cd2f4-0000-4000-8000-00000000000a-0001");
    assertThat(ids().read()).contains("0b1cd2f4-0000-4000-8000-00000000000a-0001");

    ids().forget();
    assertThat(ids().read()).isEmpty();
  }

  @Test
  void anIdFileThatCanNotBeUsedIsRefusedWithASentence() throws Exception {
    Path lost = folder.resolve("missing/id");
    assertThatThrownBy(() -> new FrameworkIds(Optional.of(lost)).read())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--framework-id-file %s: the folder %s does not exist; create it",
            lost, lost.getParent());
    assertThatThrownBy(() -> new FrameworkIds(Optional.of(folder)).read())
        .hasMessage(
            "--framework-id-file %s: it can't be read: it is a folder; name a file in it", folder);
    Files.writeString(file(), "masters: [a,\n b]\u0007");
    assertThatThrownBy(() -> ids().read())
        .hasMessage(
            "--framework-id-file %s: \"masters: [a,? b]?\" is not a framework id; name another"
                + " file, or delete this one",
            file());
  }

  @Test
  void theTasksOfAFrameworkAreReadBackForThatFrameworkAlone() {
    assertThat(tasks().read("f")).isEmpty();

    tasks().remember("f", Map.of("t1", "a1", "t2", "a2"));

    assertThat(tasks().read("f")).isEqualTo(Map.of("t1", "a1", "t2", "a2"));
    assertThat(tasks().read("g")).isEmpty();
    tasks().remember("f", Map.of());
    assertThat(tasks().read("f")).isEmpty();
    assertThat(file().resolveSibling("framework-id.tasks")).hasContent("f\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "f", "f\nt1\ta1", "f\nt1\n", "f\nt1\ta1\tx\n", "f\n\ta1\n", "\u0000\u0000"})
  void aDamagedFileIsAsNone(String content) throws Exception {
    Files.writeString(folder.resolve("framework-id.tasks"), content);

    assertThat(tasks().read("f")).isEmpty();
  }

  @Test
  void aFileThatIsNoTextIsAsNone() throws Exception {
    Files.write(folder.resolve("framework-id.tasks"), new byte[] {(byte) 0xC3, (byte) 0x28});

    assertThat(tasks().read("f")).isEmpty();
  }

  /** An old one would have the tasks of before taken for all there are. */
  @Test
  void whereTheNewFileCanNotBeWrittenTheOldOneGoes() throws Exception {
    tasks().remember("f", Map.of("t1", "a1"));
    Files.createDirectory(folder.resolve("framework-id.tasks.new"));

    tasks().remember("f", Map.of("t2", "a2"));

    assertThat(tasks().read("f")).isEmpty();
    assertThat(folder.resolve("framework-id.tasks")).doesNotExist();
  }

  @Test
  void withoutAFileNothingIsKept() {
    FrameworkIds none = new FrameworkIds(Optional.empty());
    none.remember("f");
    assertThat(none.read()).isEmpty();
    RememberedTasks nothing = new RememberedTasks(Optional.empty());
    nothing.remember("f", Map.of("t", "a"));
    assertThat(nothing.read("f")).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }
}
