package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SighupHandlerTest {

  /** Listens to the signal, and ends. */
  static final class Listening {

    private Listening() {}

    public static void main(String[] args) {
      SighupHandler.handle(() -> {});
    }
  }

  private static String told(String signal) throws IOException, InterruptedException {
    List<String> words = CompiledHerald.program(Listening.class, List.of("-Xmx64m"));
    words.addAll(0, List.of("env", signal));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String told = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(told).isZero();
    return told;
  }

  @Test
  void aProcessThatWasStartedWithTheSignalIgnoredWarnsOfIt() throws Exception {
    assertThat(told("--ignore-signal=HUP")).contains("SIGHUP is ignored");
    assertThat(told("--default-signal=HUP")).doesNotContain("SIGHUP");
  }
}
