package io.herald.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a command of Herald loads from the jars of this test's class path, in an archive that a JVM
 * maps where it else parses and verifies: a start takes half of the CPU time. Classes in folders
 * can't be in an archive, so the jars are to stand first in the class path. The first test that
 * wants the archive has it made, by a run of {@code herald announce} without a ZooKeeper.
 */
final class LibraryClasses {

  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private final List<String> jvm;
  private final String jars;
  private final String classPath;

  /**
   * Of a class path.
   *
   * @param jvm the java command and its options
   * @param classPath jars, and folders with classes
   */
  LibraryClasses(List<String> jvm, String classPath) {
    this.jvm = List.copyOf(jvm);
    this.jars = entries(classPath, true);
    this.classPath = jars + File.pathSeparator + entries(classPath, false);
  }

  private static String entries(String classPath, boolean jars) {
    return String.join(
        File.pathSeparator,
        Stream.of(classPath.split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar") == jars)
            .toList());
  }

  /** The same class path, jars first. */
  String classPath() {
    return classPath;
  }

  /**
   * Options of a JVM that has this class path, or its jars and other folders: none if this JDK made
   * no archive ({@code target/library-classes.log} says why), since all works without.
   */
  List<String> options() throws IOException {
    Path archive = TARGET.resolve("library-classes-" + identity() + ".jsa");
    try (FileChannel lock =
            FileChannel.open(
                TARGET.resolve("library-classes.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock held = lock.lock()) {
      if (!held.isValid()) {
        throw new IOException("the lock of " + archive + " is lost");
      }
      if (!Files.exists(archive)) {
        make(archive);
      }
    }
    return Files.size(archive) == 0
        ? List.of()
        : List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds=off");
  }

  /** Of the JDK and the jars as they are: those of another build have another archive. */
  private String identity() throws IOException {
    StringBuilder what = new StringBuilder(System.getProperty("java.vm.version"));
    for (String jar : jars.split(File.pathSeparator)) {
      Path path = Path.of(jar);
      what.append('\n').append(jar).append(' ').append(Files.size(path));
      what.append(' ').append(Files.getLastModifiedTime(path).toMillis());
    }
    return Integer.toHexString(what.toString().hashCode());
  }

  /** Leaves an empty file if there is none to be had, so that nobody tries again. */
  private void make(Path archive) throws IOException {
    Path log = TARGET.resolve("library-classes.log");
    Path made = TARGET.resolve("library-classes.jsa.new");
    Path folder = Files.createDirectories(TARGET.resolve("library-classes"));
    Path loaded = folder.resolve("loaded");
    try (Stream<Path> files = Files.list(TARGET)) { // of other builds: each is as large as its jars
      for (Path old : files.filter(LibraryClasses::isArchive).toList()) {
        Files.delete(old);
      }
    }
    Files.deleteIfExists(made);
    Files.deleteIfExists(log);
    Files.writeString(folder.resolve("job.yaml"), AnnounceProcess.JOB);
    boolean ran =
        ends(
            folder,
            log,
            List.of("-XX:DumpLoadedClassList=" + loaded, "-cp", classPath),
            List.of(
                Herald.class.getName(),
                "announce",
                "--job=job.yaml",
                "--announcer-hostname=host1",
                "--announcer-ensemble=127.0.0.1:1",
                "--zookeeper-session-timeout-secs=1",
                "--",
                "true"));
    if (ran
        && ends(
            folder,
            log,
            List.of("-Xshare:dump", "-XX:SharedClassListFile=" + loaded, "-cp", jars),
            List.of("-XX:SharedArchiveFile=" + made))
        && Files.exists(made)) {
      Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.createFile(archive);
    }
  }

  private static boolean isArchive(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("library-classes-") && name.endsWith(".jsa");
  }

  private boolean ends(Path folder, Path log, List<String> options, List<String> more)
      throws IOException {
    List<String> command = new ArrayList<>(jvm);
    command.add("-XX:ErrorFile=" + TARGET.resolve("hs_err_%p.log"));
    command.addAll(options);
    command.addAll(more);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("PORT0", "31000");
    return builder.start().onExit().join().exitValue() == 0;
  }
}
