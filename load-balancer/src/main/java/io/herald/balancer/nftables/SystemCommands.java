package io.herald.balancer.nftables;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.process.Program;
import io.herald.runtime.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs them as programs, whose files are in a folder that is deleted afterwards. */
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
    OptionalInt status;
    try {
      status =
          new Program(words, Map.of("LC_ALL", "C"), Optional.of(in), out, Optional.of(err), LONGEST)
              .run();
    } catch (IOException e) {
      return new Outcome(-1, "", words.get(0) + " can't be run (" + Reason.of(e) + "); install it");
    }
    if (status.isEmpty()) {
      return new Outcome(
          -1, "", words.get(0) + " took longer than " + LONGEST.toSeconds() + " s and was killed");
    }
    String said = new String(Files.readAllBytes(err), UTF_8).strip();
    return new Outcome(
        status.getAsInt(),
        new String(Files.readAllBytes(out), UTF_8),
        Printable.of(said, LONGEST_REASON));
  }
}
