package io.herald.balancer.nftables;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs them as processes. Input and output go through files of a folder that is deleted afterwards,
 * so that no full pipe holds a command up and none is waited for in vain.
 */
final class SystemCommands implements KernelCommands {

  /** A thousand VIPs of ten backends take nft 0.2 s; five thousand 2.6 s. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final int LONGEST_REASON = 600;

  @Override
  public Outcome run(List<String> words, String input) throws InterruptedException {
    try {
      Path folder = Files.createTempDirectory("herald-nftables");
      try {
        return run(words, input, folder);
      } finally {
        for (String name : List.of("in", "out", "err")) {
          Files.deleteIfExists(folder.resolve(name));
        }
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      return new Outcome(-1, "", Reason.of(e));
    }
  }

  private static Outcome run(List<String> words, String input, Path folder)
      throws IOException, InterruptedException {
    Path in = Files.writeString(folder.resolve("in"), input);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Outcome(-1, "", words.get(0) + " can't be run (" + Reason.of(e) + "); install it");
    }
    boolean ended = false;
    try {
      ended = process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (!ended) {
        process.destroyForcibly();
      }
    }
    if (!ended) {
      return new Outcome(
          -1, "", words.get(0) + " took longer than " + LONGEST.toSeconds() + " s and was killed");
    }
    String said = new String(Files.readAllBytes(err), UTF_8).strip();
    return new Outcome(
        process.exitValue(),
        new String(Files.readAllBytes(out), UTF_8),
        Printable.of(said, LONGEST_REASON));
  }
}
