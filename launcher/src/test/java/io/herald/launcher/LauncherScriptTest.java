package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./herald} itself, with a Maven that plays a build instead of making one. */
class LauncherScriptTest {

  @TempDir Path folder;
  private Path script;

  @BeforeEach
  void copy() throws IOException {
    script =
        Files.copy(
            Path.of("..", "herald"), folder.resolve("herald"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.copy(
        Path.of("src/main/jvm/jvm.sh"),
        Files.createDirectories(folder.resolve("launcher/src/main/jvm")).resolve("jvm.sh"));
  }

  @Test
  void withoutATerminalABuildPrintsALineForEachModule() throws Exception {
    maven(
        """
        echo '[INFO] Building Herald :: proto 0.1.0-SNAPSHOT                        [2/3]'
        echo '[INFO] Building Herald :: libs :: runtime 0.1.0-SNAPSHOT              [3/3]'
        echo '[ERROR] something is wrong'
        exit 1
        """);
    Run run = run("--version");

    assertThat(run.lines())
        .containsSubsequence(
            "herald: building 2/3 proto 0.1.0-SNAPSHOT",
            "herald: building 3/3 libs :: runtime 0.1.0-SNAPSHOT",
            "[ERROR] something is wrong",
            "herald: the build failed (all of it: target/build.log).");
    assertThat(run.exit()).isEqualTo(1);
  }

  @Test
  void aModuleWhoseTestsFailHidesNoOtherAndIsNamedAtTheEnd() throws Exception {
    maven(
        """
        echo "mvn $*"
        mkdir -p one/target/surefire-reports two/target/failsafe-reports
        echo '<testsuite><testcase><failure message="no"/></testcase></testsuite>' \\
          > one/target/surefire-reports/TEST-a.OneTest.xml
        printf 'head\\nof\\nfour\\nlines\\nwhy it failed\\n' > one/target/surefire-reports/a.OneTest.txt
        echo '<testsuite><testcase/></testsuite>' > one/target/surefire-reports/TEST-a.GoodTest.xml
        echo '<testsuite><testcase><error/></testcase></testsuite>' \\
          > two/target/failsafe-reports/TEST-b.TwoIT.xml
        """);
    Run run = run("test", "-pl", "one,two");

    assertThat(run.lines())
        .contains(
            "mvn -B -T 3 --fail-at-end -Dmaven.test.failure.ignore=true verify -pl one,two",
            "herald: tests failed in these classes (each report has the reason; this is how it begins):",
            "herald:   a.OneTest: " + folder + "/one/target/surefire-reports/a.OneTest.txt",
            "    why it failed",
            "herald:   b.TwoIT: " + folder + "/two/target/failsafe-reports/b.TwoIT.txt")
        .doesNotContain("herald: all tests passed")
        .noneMatch(line -> line.contains("GoodTest"));
    assertThat(run.exit()).isEqualTo(1);
  }

  @Test
  void allModulesAreBuiltFirstThenEachLaneRunsItsTestsAndSkipsThoseOfTheOthers() throws Exception {
    maven("echo \"mvn $*\"\n");
    String tests =
        "mvn -B -Pchecked-at-once --fail-at-end -Dmaven.test.failure.ignore=true -Denforcer.skip=true"
            + " -Dspotless.check.skip=true -Dprotobuf.skip=true -Dmaven.main.skip=true";
    String goals = "test failsafe:integration-test failsafe:verify";
    List<String> runs =
        run("test").lines().stream().filter(line -> line.startsWith("mvn ")).toList();
    assertThat(runs)
        .startsWith("mvn -B -T 3 -Pchecked-at-once -DskipTests verify")
        .containsExactlyInAnyOrder(
            "mvn -B -T 3 -Pchecked-at-once -DskipTests verify",
            "mvn -B -Pchecked-at-once -Derror.prone.at.once.skip=false -Denforcer.skip=true"
                + " -Dspotless.check.skip=true -Dprotobuf.skip=true -Dmaven.main.skip=true"
                + " -pl testing/error-prone -am test-compile",
            tests + " -Dskip.lane.2=true -Dskip.lane.3=true " + goals,
            tests + " -Dskip.lane.1=true -Dskip.lane.3=true " + goals,
            tests + " -Dskip.lane.1=true -Dskip.lane.2=true " + goals);
  }

  @Test
  void aBuildThatFailsBeforeItsTestsFailsTheCommand() throws Exception {
    maven("echo \"mvn $*\"; exit 7\n");
    Run run = run("test");
    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.lines()).filteredOn(line -> line.startsWith("mvn ")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lane.1=true*lane.3=true", "error.prone.at.once.skip=false"})
  void aLaneOrErrorProneThatFailsFailsTheCommand(String arguments) throws Exception {
    maven("case \"$*\" in *" + arguments + "*) exit 7 ;; esac\n");
    Run run = run("test");
    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.lines()).doesNotContain("herald: all tests passed");
  }

  @Test
  void whenAllTestsPassItSaysSo() throws Exception {
    maven(
        """
        mkdir -p one/target/surefire-reports
        echo '<testsuite><testcase/></testsuite>' > one/target/surefire-reports/TEST-a.GoodTest.xml
        """);
    Run run = run("test");
    assertThat(run.lines()).contains("herald: all tests passed");
    assertThat(run.exit()).isEqualTo(0);
  }

  @Test
  void whereTheTimeWentIsPrintedByModuleAndSlowestClass() throws Exception {
    maven(
        """
        mkdir -p one/target/surefire-reports libs/two/target/failsafe-reports
        echo '<testsuite name="a.OneTest" time="1.5" tests="3"><testcase time="9"/></testsuite>' \\
          > one/target/surefire-reports/TEST-a.OneTest.xml
        echo '<testsuite name="a.TwoTest" time="12.25" tests="40"/>' \\
          > one/target/surefire-reports/TEST-a.TwoTest.xml
        echo '<testsuite name="b.TwoIT" time="20" tests="1"/>' \\
          > libs/two/target/failsafe-reports/TEST-b.TwoIT.xml
        """);
    assertThat(run("test").lines())
        .containsSubsequence(
            "herald: seconds in tests, by module and class:",
            "herald:     20.0      1 tests  libs/two",
            "herald:     13.8     43 tests  one",
            "herald:     20.0      1 tests  b.TwoIT",
            "herald:     12.2     40 tests  a.TwoTest",
            "herald:      1.5      3 tests  a.OneTest",
            "herald: all tests passed");
  }

  @ParameterizedTest
  @CsvSource({"no such argument, 1", "-DskipTests, 4"})
  void aSignalEndsEveryMavenTooAndIsTheExitStatus(String passes, int running) throws Exception {
    maven(
        """
        case "$*" in *'%s'*) exit 0 ;; esac
        trap 'echo maven ends; exit 0' TERM
        echo maven runs
        while :; do sleep 0.1; done
        """
            .formatted(passes));
    Path log = folder.resolve("log");
    Process process = start(Map.of(), List.of("test"));
    await().until(() -> Collections.frequency(Files.readAllLines(log), "maven runs") == running);
    process.destroy();

    assertThat(process.waitFor()).isEqualTo(143);
    assertThat(Files.readAllLines(log)).doesNotContain("herald: all tests passed");
    assertThat(Collections.frequency(Files.readAllLines(log), "maven ends")).isEqualTo(running);
  }

  @ParameterizedTest
  @CsvSource({
    "true, --tls-cert-file=x",
    "true, --tls_cert_file=x",
    "true, -tlscertfile=x",
    "true, --TLS-Cert-File x",
    "true, --mesos-https-on",
    "true, --mesos-https-on=true",
    "false, --mesos-https-on=false",
    "true, --config=tls.json",
    "true, -config tls.json",
    "true, --CONFIG=tls.json",
    "true, --config=https.json",
    "false, --config=plain.json",
    "false, --ttl 5",
    "false, --http-cert-file=x --http-key-file=y",
  })
  void theOptimizingCompilerIsThereWhereSomethingMayBeEncrypted(
      boolean optimizing, String arguments) throws Exception {
    Files.writeString(folder.resolve("tls.json"), "{\n  \"tlscertfile\" :\n \"x\" }");
    Files.writeString(folder.resolve("https.json"), "{ \"MesosHttpsOn\" : true }");
    Files.writeString(
        folder.resolve("plain.json"), "{ \"mesosHTTPSOn\": false, \"domain\": \"mesos\" }");
    assertThat(dnsJvm(arguments.split(" "))).isEqualTo(optimizing);
  }

  @ParameterizedTest
  @CsvSource({"'', true", "-Xlog:gc, true", "-Xmx2g, false", "-Xmn16m, false"})
  void theHeapOfDnsIsSmallAtFirstUnlessSomebodySizesIt(String own, boolean ours) throws Exception {
    maven("exit 1");
    Files.createDirectories(folder.resolve("target"));
    Files.writeString(folder.resolve("target/herald.jar"), "");
    Path home = jdk("for argument in \"$@\"; do echo \"$argument\"; done");

    List<String> options =
        run(Map.of("JAVA_HOME", home.toString(), "HERALD_JAVA_OPTS", own), List.of("dns")).lines();
    assertThat(options.stream().anyMatch(option -> option.startsWith("-XX:NewSize=")))
        .isEqualTo(ours);
    assertThat(options).filteredOn(option -> option.equals(own)).hasSize(own.isEmpty() ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$dns_options $dns_heap", "$executor_options", "$short_options"})
  void theJvmTakesTheOptionsOfEachKindOfCommand(String options) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                "sh",
                "-euc",
                ". \"$0/launcher/src/main/jvm/jvm.sh\"; exec \"$1\" $all_options %s -version 2>&1"
                    .formatted(options),
                folder.toString(),
                java.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).doesNotContainIgnoringCase("warning");
  }

  @Test
  void theConfigurationOfThisFolderCountsToo() throws Exception {
    assertThat(dnsJvm()).isFalse();
    Files.writeString(folder.resolve("config.json"), "{ \"tls_cert_file\": \"x\" }");
    assertThat(dnsJvm()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "JAVA_VERSION=\"17.0.15\", false",
    "JAVA_VERSION=\"21\", false",
    "JAVA_VERSION=\"11.0.2\", true",
    "JAVA_VERSION=\"1.8.0_402\", true",
    "IMPLEMENTOR=\"nobody\", true",
    ", true",
  })
  void compilerAndMavenAreAskedOnlyForABuildOrWhereTheJavaThereIsMayBeTooOld(
      String release, boolean asked) throws Exception {
    maven("exit 1");
    Path home = jdk("true");
    if (release != null) {
      Files.writeString(home.resolve("release"), "OS_NAME=\"Linux\"\n" + release + "\n");
    }
    Files.writeString(Files.createDirectories(folder.resolve("target")).resolve("herald.jar"), "");

    Run run = run(Map.of("JAVA_HOME", home.toString()), List.of("--version"));

    assertThat(run.exit()).isZero();
    assertThat(home.resolve("bin/javac.asked").toFile().exists()).isEqualTo(asked);
    Files.delete(folder.resolve("target/herald.jar"));
    assertThat(run(Map.of("JAVA_HOME", home.toString()), List.of("--version")).exit()).isOne();
    assertThat(home.resolve("bin/javac.asked")).exists();
  }

  /** A JDK whose compiler is 17 and notes that it was asked. */
  private Path jdk(String java) throws IOException {
    Path home = folder.resolve("jdk");
    Files.createDirectories(home.resolve("bin"));
    executable(home.resolve("bin/java"), java);
    executable(home.resolve("bin/javac"), ": >\"$0.asked\"; echo javac 17.0.1");
    return home;
  }

  /** Whether the script starts the DNS server with the optimizing compiler for some of it. */
  private boolean dnsJvm(String... arguments) throws Exception {
    maven("exit 1");
    Files.createDirectories(folder.resolve("target"));
    Files.writeString(folder.resolve("target/herald.jar"), "");
    Path home = jdk("for argument in \"$@\"; do echo \"$argument\"; done");
    List<String> command = new ArrayList<>(List.of("dns"));
    command.addAll(List.of(arguments));
    Run run = run(Map.of("JAVA_HOME", home.toString()), command);
    assertThat(run.lines()).contains("dns");
    boolean directives =
        run.lines().stream().anyMatch(line -> line.startsWith("-XX:CompilerDirectivesFile="));
    assertThat(run.lines().contains("-XX:TieredStopAtLevel=1")).isEqualTo(!directives);
    return directives;
  }

  private record Run(int exit, List<String> lines) {}

  private void maven(String script) throws IOException {
    executable(
        Files.createDirectories(folder.resolve("bin")).resolve("mvn"),
        "[ \"$1\" != -v ] || { echo 'Apache Maven 3.9.9'; exit; }\n" + script);
  }

  private static void executable(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Run run(String... arguments) throws IOException, InterruptedException {
    return run(Map.of(), List.of(arguments));
  }

  private Run run(Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    int exit = start(environment, arguments).waitFor();
    return new Run(exit, Files.readAllLines(folder.resolve("log"), UTF_8));
  }

  private Process start(Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(arguments);
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .merge("PATH", folder.resolve("bin").toString(), (old, own) -> own + ":" + old);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder.start();
  }
}
