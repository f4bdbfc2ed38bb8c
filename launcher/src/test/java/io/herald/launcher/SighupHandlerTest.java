package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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
    Process process =
        new ProcessBuilder(
                "env",
                signal,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Listening.class.getName())
            .redirectErrorStream(true)
            .start();
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
