package io.herald.render.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRunnerTest {

  @TempDir Path folder;

  private final ProcessRunner runner = new ProcessRunner();

  private static FileCommand words(String... words) {
    return new FileCommand(List.of(words), false, Duration.ofMinutes(2));
  }

  private static FileCommand shell(String command, Duration timeout) {
    return new FileCommand(List.of(command), true, timeout);
  }

  private CommandResult run(FileCommand command) throws Exception {
    return runner.run(command, Map.of("file", folder.resolve("a file; touch x")));
  }

  @Test
  void aCommandsExitAndItsWordsAreTold() throws Exception {
    assertThat(run(words("true"))).isEqualTo(new CommandResult(true, "exited with 0", ""));
    assertThat(run(words("sh", "-c", "echo out; echo bad >&2; exit 3")))
        .hasToString("exited with 3: out | bad");
  }

  @Test
  void aCommandThatCanNotBeStartedIsToldWithARemedy() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "no program");

    assertThat(run(words("no-such-program", "-t")))
        .hasToString(
            "can't be started: \"no-such-program\" isn't found; install it, or write its whole"
                + " path");
    assertThat(run(words(text.toString())))
        .hasToString(
            "can't be started: permission denied; make \""
                + text
                + "\" executable for the user that Herald runs as");
  }

  @Test
  void withoutAShellNothingIsInterpreted() throws Exception {
    assertThat(run(words("echo", "$HOME; id", "{file}")).output())
        .isEqualTo("$HOME; id " + folder.resolve("a file; touch x") + "\n");
  }

  @Test
  void aShellsCommandGetsThePathQuoted() throws Exception {
    assertThat(run(shell("printf '%s|' {file} \"$HERALD_FILE\"", Duration.ofMinutes(2))).output())
        .isEqualTo((folder.resolve("a file; touch x") + "|").repeat(2));
  }

  @Test
  void aCommandThatTakesTooLongIsToldWithWhatItHasSaid() throws Exception {
    CommandResult result = run(shell("echo started; exec sleep 600", Duration.ofSeconds(2)));

    assertThat(result.ok()).isFalse();
    assertThat(result.how()).isEqualTo("took longer than 2.0 s and was killed");
  }

  @Test
  void longOutputIsCutToItsEnd() throws Exception {
    CommandResult result = run(shell("seq 1 100000; echo the end; exit 1", Duration.ofMinutes(2)));

    assertThat(result.output()).hasSizeLessThanOrEqualTo(4000).endsWith("100000\nthe end\n");
  }

  @Test
  void aStoppedRunnerEndsItsCommandAndRunsNoMore() throws Exception {
    StoppableRunner stoppable = new StoppableRunner(runner);
    Path mark = folder.resolve("mark");
    Thread thread =
        new Thread(
            () -> {
              try {
                CommandResult unused =
                    stoppable.run(
                        shell("touch " + mark + "; sleep 600", Duration.ofMinutes(10)), Map.of());
              } catch (InterruptedException e) {
                // as asked
              }
            });
    thread.start();
    await().until(() -> Files.exists(mark));

    stoppable.close();

    thread.join();
    assertThat(thread.isInterrupted()).isFalse();
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> stoppable.run(words("true"), Map.of()))
        .isInstanceOf(InterruptedException.class);
  }
}
