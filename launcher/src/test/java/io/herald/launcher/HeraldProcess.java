package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.ports.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged application as a process of its own, and how to ask it. */
final class HeraldProcess {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static final List<String> OPTIONS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData");

  private static final Path JAR = Path.of(System.getProperty("herald.jar"));

  private static final FreePorts PORTS = new FreePorts();

  private HeraldProcess() {}

  /**
   * A JVM as the launcher script starts it, with the jar's classes from an archive: a command line
   * to be continued.
   */
  static List<String> jvm() throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(OPTIONS);
    command.addAll(
        List.of("-XX:SharedArchiveFile=" + archive(), "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
    return command;
  }

  /** Made by the first of the tests' JVMs that wants it, of this jar: its start takes as much. */
  private static synchronized Path archive() throws IOException {
    Path archive = JAR.resolveSibling("herald.jsa");
    try (FileChannel lock =
            FileChannel.open(
                JAR.resolveSibling("herald.jsa.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock held = lock.lock()) {
      if (!held.isValid()) {
        throw new IOException("the lock of " + archive + " is lost");
      }
      if (!Files.exists(archive)
          || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(JAR)) < 0) {
        make(archive);
      }
    }
    return archive;
  }

  private static void make(Path archive) throws IOException {
    Files.deleteIfExists(archive);
    Path log = JAR.resolveSibling("herald.jsa.log");
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(OPTIONS);
    command.addAll(
        List.of(
            "-XX:ArchiveClassesAtExit=" + archive,
            "-cp",
            JAR.toString(),
            CdsTraining.class.getName()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    int status = process.onExit().join().exitValue();
    if (status != 0 || !Files.exists(archive)) {
      throw new IOException(
          "no archive of classes was made (status " + status + "): " + Files.readString(log));
    }
  }

  /**
   * Starts it in a folder.
   *
   * @param log gets both its outputs
   * @param environment beside ours
   */
  static Process start(Path folder, Path log, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = jvm();
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** What its API says; words of its own while nobody answers. */
  static String get(int port, String path) throws InterruptedException {
    try {
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .build()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString(UTF_8))
          .body();
    } catch (IOException e) {
      return "no answer: " + e;
    }
  }

  static int freePort() {
    return PORTS.take();
  }
}
