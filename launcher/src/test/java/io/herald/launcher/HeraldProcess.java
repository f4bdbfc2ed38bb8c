package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.ports.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged application as a process of its own, and how to ask it. */
final class HeraldProcess {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static final FreePorts PORTS = new FreePorts();

  private HeraldProcess() {}

  /**
   * Starts it in a folder.
   *
   * @param log gets both its outputs
   * @param environment beside ours
   */
  static Process start(Path folder, Path log, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                JAVA,
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-jar",
                System.getProperty("herald.jar")));
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
