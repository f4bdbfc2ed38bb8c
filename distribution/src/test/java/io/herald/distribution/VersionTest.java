package io.herald.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What packages and libraries are called: a version from the commit and its tags. */
class VersionTest {

  private static final Path SCRIPT = Path.of("src/main/sh/version.sh").toAbsolutePath();

  @TempDir private Path clone;

  @BeforeEach
  void aClone() throws Exception {
    git("init", "--quiet");
    commit("one");
  }

  @Test
  void withoutATagItIsTheCommits() throws Exception {
    assertThat(version()).isEqualTo("0.1.0+" + head());
  }

  @Test
  void atATagItIsTheTags() throws Exception {
    git("tag", "v1.2.3");
    assertThat(version()).isEqualTo("1.2.3");
  }

  @Test
  void behindATagItSaysHowFarAndWhere() throws Exception {
    git("tag", "-a", "v1.2.3", "-m", "annotated");
    commit("two");
    commit("three");
    assertThat(version()).isEqualTo("1.2.3+2." + head());
  }

  @Test
  void aTagOfAnotherKindIsNone() throws Exception {
    git("tag", "nightly");
    git("tag", "very-old");
    assertThat(version()).isEqualTo("0.1.0+" + head());
  }

  @Test
  void changesThatAreNotCommittedShow() throws Exception {
    Files.writeString(clone.resolve("file"), "changed");
    assertThat(version()).isEqualTo("0.1.0+" + head() + ".changed");
    git("tag", "v1.2.3");
    assertThat(version()).isEqualTo("1.2.3+changed");
  }

  /** A build's own folders don't make another version. */
  @Test
  void filesThatGitDoesNotKnowDoNotShow() throws Exception {
    git("tag", "v1.2.3");
    Files.writeString(clone.resolve("other"), "");
    assertThat(version()).isEqualTo("1.2.3");
  }

  @Test
  void timesAreTheCommits() throws Exception {
    assertThat(run(Map.of(), "sh", "-euc", sourced("\"$SOURCE_DATE_EPOCH\"")))
        .isEqualTo("1234567890");
  }

  @Test
  void outsideAGitCloneItIsGivenOrAsked() throws Exception {
    Path bare = Files.createDirectory(clone.resolve("bare"));
    String ceiling = clone.toString();
    String script =
        sourced("\"$version $SOURCE_DATE_EPOCH\"").replace(clone.toString(), bare.toString());
    Map<String, String> none = Map.of("GIT_CEILING_DIRECTORIES", ceiling);
    assertThat(run(none, "sh", "-euc", script))
        .isEqualTo(
            "packages are named and dated after a commit: build in a clone, or set HERALD_VERSION and"
                + " SOURCE_DATE_EPOCH.");
    assertThat(
            run(
                Map.of(
                    "GIT_CEILING_DIRECTORIES", ceiling,
                    "HERALD_VERSION", "4.5.6",
                    "SOURCE_DATE_EPOCH", "1"),
                "sh",
                "-euc",
                script))
        .isEqualTo("4.5.6 1");
  }

  private String version() throws Exception {
    return run(Map.of(), "sh", "-euc", sourced("\"$version\""));
  }

  private String sourced(String printed) {
    return "die() { printf '%s' \"$*\"; exit 0; }; checkout='"
        + clone
        + "'; . '"
        + SCRIPT
        + "'; printf '%s' "
        + printed;
  }

  private String head() throws Exception {
    return git("rev-parse", "--short=12", "HEAD");
  }

  private void commit(String content) throws Exception {
    Files.writeString(clone.resolve("file"), content);
    git("add", "file");
    git("commit", "--quiet", "-m", content);
  }

  private String git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return run(Map.of(), command.toArray(String[]::new));
  }

  private String run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(clone.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_AUTHOR_NAME", "A",
                "GIT_AUTHOR_EMAIL", "a@example.org",
                "GIT_COMMITTER_NAME", "A",
                "GIT_COMMITTER_EMAIL", "a@example.org",
                "GIT_COMMITTER_DATE", "1234567890 +0000"));
    builder.environment().keySet().removeAll(List.of("HERALD_VERSION", "SOURCE_DATE_EPOCH"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(String.join(" ", command) + ": " + out).isZero();
    return out;
  }
}
