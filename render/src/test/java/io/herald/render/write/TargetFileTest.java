package io.herald.render.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetFileTest {

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("upstream.conf");
  }

  private TargetFile target() {
    return new TargetFile(path, PosixFilePermissions.fromString("rw-r-----"));
  }

  private static void write(TargetFile target, String text) throws IOException {
    try (StagedFile staged = target.stage(text.getBytes(UTF_8))) {
      target.commit(staged);
    }
  }

  private List<String> inFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void aNewFileHasTheConfiguredMode() throws Exception {
    write(target(), "one");

    assertThat(path).hasContent("one");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-r-----");
    assertThat(inFolder()).containsExactly("upstream.conf");
  }

  @Test
  void modeOwnerAndGroupAreKept() throws Exception {
    Files.writeString(path, "old");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x--x"));
    boolean root = System.getProperty("user.name").equals("root");
    if (root) {
      assertThat(run("chown", "nobody:nogroup", path.toString())).isZero();
    }
    PosixFileAttributes before = Files.readAttributes(path, PosixFileAttributes.class);

    write(target(), "new");

    PosixFileAttributes after = Files.readAttributes(path, PosixFileAttributes.class);
    assertThat(path).hasContent("new");
    assertThat(after.permissions()).isEqualTo(before.permissions());
    assertThat(after.owner()).isEqualTo(before.owner());
    assertThat(after.group()).isEqualTo(before.group());
    assertThat(after.fileKey()).as("another file, put in its place").isNotEqualTo(before.fileKey());
  }

  @Test
  void readersFindTheOldOrTheNewContentWhole() throws Exception {
    write(target(), "old");
    try (StagedFile staged = target().stage("new".getBytes(UTF_8))) {
      assertThat(path).hasContent("old");
      assertThat(staged.path()).hasParent(folder).hasContent("new");
      assertThat(String.valueOf(staged.path().getFileName()))
          .as("no pattern for configurations matches it")
          .startsWith(".")
          .endsWith(".tmp");
    }
    assertThat(path).as("not committed").hasContent("old");
    assertThat(inFolder()).containsExactly("upstream.conf");
  }

  @Test
  void aSymbolicLinkStaysOne() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real")).resolve("file");
    Files.writeString(real, "old");
    Files.createSymbolicLink(path, real);

    write(target(), "new");

    assertThat(path).isSymbolicLink();
    assertThat(real).hasContent("new");
  }

  @Test
  void aFileThatIsAMountPointIsOverwrittenInPlace() throws Exception {
    Files.writeString(path, "a longer old content");
    Object inode = Files.readAttributes(path, PosixFileAttributes.class).fileKey();
    TargetFile mounted =
        new TargetFile(
            path,
            PosixFilePermissions.fromString("rw-r--r--"),
            (from, to) -> {
              throw new FileSystemException(
                  from.toString(), to.toString(), "Device or resource busy");
            });

    write(mounted, "new");

    assertThat(path).hasContent("new");
    assertThat(Files.readAttributes(path, PosixFileAttributes.class).fileKey()).isEqualTo(inode);
    assertThat(inFolder()).containsExactly("upstream.conf");
  }

  /** What the kernel says of a real mount; needs root and the right to mount. */
  @Test
  void aFileThatIsMountedForRealIsOverwrittenInPlace() throws Exception {
    Path source = Files.writeString(folder.resolve("source"), "old");
    Files.writeString(path, "");
    assumeTrue(run("mount", "--bind", source.toString(), path.toString()) == 0, "mount allowed");
    try {
      write(target(), "new");

      assertThat(path).hasContent("new");
      assertThat(source).hasContent("new");
    } finally {
      assertThat(run("umount", path.toString())).isZero();
    }
  }

  @Test
  void anotherFailureLeavesTheFileAsItWas() throws Exception {
    Files.writeString(path, "old");
    TargetFile failing =
        new TargetFile(
            path,
            PosixFilePermissions.fromString("rw-r--r--"),
            (from, to) -> {
              throw new FileSystemException(from.toString(), to.toString(), "No space left");
            });

    assertThatThrownBy(() -> write(failing, "new")).hasMessageContaining("No space left");

    assertThat(path).hasContent("old");
    assertThat(inFolder()).containsExactly("upstream.conf");
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws Exception {
    write(target(), "one");
    StagedFile unused = target().stage("two".getBytes(UTF_8));
    Files.writeString(folder.resolve(".other.conf.herald-new-1.tmp"), "another's");
    assertThat(inFolder()).hasSize(3);

    target().removeLeftovers();

    assertThat(inFolder()).containsExactly(".other.conf.herald-new-1.tmp", "upstream.conf");
  }

  @Test
  void theLastVersionsAreKept() throws Exception {
    FileHistory history = new FileHistory(folder.resolve(".herald"), "upstream.conf", 3);
    history.keep(path);
    for (int i = 1; i <= 12; i++) {
      Files.writeString(path, "version " + i);
      history.keep(path);
    }

    try (Stream<Path> files = Files.list(folder.resolve(".herald"))) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("upstream.conf.10", "upstream.conf.11", "upstream.conf.12");
    }
    assertThat(folder.resolve(".herald/upstream.conf.12")).hasContent("version 12");
  }

  @Test
  void aDiffIsUnifiedAndSafeToShow() {
    FileDiff diff =
        FileDiff.of("f", "a\nb\nc\n".getBytes(UTF_8), "a\nB\u001b[31m\nc\nd\n".getBytes(UTF_8));

    assertThat(diff.summary()).isEqualTo("+2 -1 lines");
    assertThat(diff.lines())
        .containsExactly("--- f", "+++ f", "@@ -1,3 +1,4 @@", " a", "-b", "+B?[31m", " c", "+d");
    assertThat(FileDiff.of("f", "a".getBytes(UTF_8), "a".getBytes(UTF_8)).lines()).isEmpty();
  }

  private static int run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }
}
