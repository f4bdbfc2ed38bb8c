package io.herald.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path folder;
  private Path output;

  @BeforeEach
  void places() {
    output = folder.resolve("out");
  }

  private Program shell(String command, Duration timeout) {
    return new Program(List.of("sh", "-c", command), output, timeout);
  }

  @Test
  void itsStatusAndBothOutputsAreTold() throws Exception {
    assertThat(shell("echo out; echo bad >&2; exit 3", LONG).run()).hasValue(3);
    assertThat(output).content().isEqualTo("out\nbad\n");
  }

  @Test
  void inputErrorsAndVariablesAreItsOwn() throws Exception {
    Path input = Files.writeString(folder.resolve("in"), "given\n");
    Path errors = folder.resolve("err");
    Program program =
        new Program(
            List.of("sh", "-c", "cat; echo $WORD >&2"),
            Map.of("WORD", "told"),
            Optional.of(input),
            output,
            Optional.of(errors),
            LONG);
    assertThat(program.run()).hasValue(0);
    assertThat(output).content().isEqualTo("given\n");
    assertThat(errors).content().isEqualTo("told\n");
  }

  @Test
  void withoutAnInputItReadsNothingAndNoShellReadsItsWords() throws Exception {
    assertThat(new Program(List.of("cat", "-"), output, LONG).run()).hasValue(0);
    assertThat(output).isEmptyFile();
    assertThat(new Program(List.of("echo", "$HOME; id"), output, LONG).run()).hasValue(0);
    assertThat(output).content().isEqualTo("$HOME; id\n");
  }

  @Test
  void oneThatTakesTooLongIsKilledWithAllThatItStarted() throws Exception {
    Path pid = folder.resolve("pid");
    assertThat(shell("sleep 600 & echo $! > " + pid + "; wait", Duration.ofSeconds(2)).run())
        .isEqualTo(OptionalInt.empty());
    awaitEnd(pid);
  }

  @Test
  void aDaemonThatKeepsTheOutputOpenKeepsNobodyWaitingAndGoesOn() throws Exception {
    Path pid = folder.resolve("pid");
    assertThat(shell("sleep 600 & echo $! > " + pid, LONG).run()).hasValue(0);
    ProcessHandle daemon =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    assertThat(daemon.isAlive()).isTrue();
    assertThat(daemon.destroyForcibly()).isTrue();
  }

  @Test
  void oneThatIsInterruptedIsKilled() throws Exception {
    Path pid = folder.resolve("pid");
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                OptionalInt unused = shell("echo $$ > " + pid + "; exec sleep 600", LONG).run();
              } catch (IOException | InterruptedException e) {
                failure.set(e);
              }
            });
    thread.start();
    while (!Files.exists(pid) || Files.readString(pid).isBlank()) {
      Thread.onSpinWait(); // the shell is about to write it
    }
    thread.interrupt();
    thread.join();
    assertThat(failure.get()).isInstanceOf(InterruptedException.class);
    awaitEnd(pid);
  }

  @Test
  void oneThatIsNotThereIsAFailure() {
    assertThatThrownBy(() -> new Program(List.of("no-such-program"), output, LONG).run())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-such-program");
  }

  private static void awaitEnd(Path pid) throws IOException {
    long number = Long.parseLong(Files.readString(pid).strip());
    ProcessHandle.of(number).ifPresent(process -> process.onExit().join());
  }
}
