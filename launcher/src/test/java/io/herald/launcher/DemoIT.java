package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application plays the demo's story as a user starts it. */
class DemoIT {

  private static final Path JAR = Path.of(System.getProperty("herald.jar"));
  private static final String HOME = System.getProperty("herald.home");

  @TempDir Path temporary;

  @Test
  void theWholePathWorksAndLeavesNothingBehind() throws Exception {
    playsAndLeavesNothingBehind();
  }

  @Test
  void theWalkThroughOfDcosWorksAndLeavesNothingBehind() throws Exception {
    playsAndLeavesNothingBehind("--story=dcos-103");
  }

  @Test
  void theStoryOfEnvironmentsWorksAndLeavesNothingBehind() throws Exception {
    playsAndLeavesNothingBehind("--story=environments");
  }

  private void playsAndLeavesNothingBehind(String... story) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("demo", "--check"));
    arguments.addAll(List.of(story));
    arguments.addAll(
        List.of("--dns-port=0", "--http-port=0", "--mesos-port=0", "--zookeeper-port=0"));

    Run run = herald(arguments.toArray(String[]::new));

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains("PASS ").doesNotContain("FAIL ");
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.filter(path -> path.toString().contains("herald"))).isEmpty();
    }
    assertThat(ProcessHandle.allProcesses().filter(this::mentionsOurFolder)).isEmpty();
  }

  @Test
  void aTakenPortIsNamedTogetherWithItsFlag() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      Map<String, List<String>> others =
          Map.of(
              "--zookeeper-port", List.of("--mesos-port=0", "--dns-port=0", "--http-port=0"),
              "--mesos-port", List.of("--zookeeper-port=0", "--dns-port=0", "--http-port=0"),
              "--dns-port", List.of("--zookeeper-port=0", "--mesos-port=0", "--http-port=0"),
              "--http-port", List.of("--zookeeper-port=0", "--mesos-port=0", "--dns-port=0"));
      for (Map.Entry<String, List<String>> flag : others.entrySet()) {
        List<String> arguments = new ArrayList<>(List.of("demo", "--check"));
        arguments.addAll(flag.getValue());
        arguments.add(flag.getKey() + "=" + port);

        Run run = herald(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output()).contains(port).contains(flag.getKey()).doesNotContain("\tat ");
        assertThat(run.output()).as("nothing runs before").doesNotContain("ZooKeeper  ");
      }
    }
  }

  private boolean mentionsOurFolder(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains(temporary.toString());
  }

  private record Run(int exitCode, String output) {}

  private Run herald(String... arguments) throws IOException, InterruptedException {
    List<String> command = HeraldProcess.jvm();
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-jar");
    command.add(JAR.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HERALD_HOME", HOME);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output);
  }
}
