package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.settings.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A command line of flags alone means the same with and without picocli. */
class PlainFlagsTest {

  private static final CommandLine HERALD =
      Herald.commandLine(HeraldCommands.ALL, List.of("executor"), Map.of());

  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of(List.of(), Map.of()),
        Arguments.of(
            List.of("--announcer-ensemble=zk1:2181,zk2:2181/a=b", "--drain-secs", "0.5"),
            Map.of(
                "announcer-ensemble", List.of("zk1:2181,zk2:2181/a=b"),
                "drain-secs", List.of("0.5"))),
        Arguments.of(
            List.of("--announcer-weights=true", "--announcer-hostname="),
            Map.of("announcer-weights", List.of("true"), "announcer-hostname", List.of(""))));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void flagsWithTheirValuesAreRead(List<String> line, Map<String, List<String>> values) {
    assertThat(PlainFlags.read(ExecutorCommand.TABLE, line)).contains(values);
    assertThat(byPicocli(line)).isEqualTo(values);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-V",
        "word",
        "--",
        "--no-such-flag=1",
        "--log-format=json",
        "--announcer-enable",
        "--announcer-ensemble",
        "--announcer-ensemble --drain-secs=1",
        "--announcer-weights",
        "--announcer-weights true",
        "--drain-secs=1 --drain-secs=2",
        "--drain-secs=1 word"
      })
  void everythingElseIsLeftToPicocli(String line) {
    assertThat(PlainFlags.read(ExecutorCommand.TABLE, List.of(line.split(" ", -1)))).isEmpty();
  }

  @Test
  void whatIsReadIsWhatPicocliReads() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int read = 0;
    for (int round = 0; round < 500; round++) {
      List<String> line = line(random);
      var plain = PlainFlags.read(ExecutorCommand.TABLE, line);
      if (plain.isPresent()) {
        read++;
        assertThat(byPicocli(line)).as("seed %d: %s", seed, line).isEqualTo(plain.get());
      }
    }
    assertThat(read).as("seed %d: lines that are read", seed).isGreaterThan(50);
  }

  private static List<String> line(Random random) {
    List<Parameter<?>> rows = ExecutorCommand.TABLE.rows();
    List<String> values =
        List.of("", "1", "true", "a=b", "\"quoted\"", "'x'", "@file", "a b", "${x}");
    List<String> line = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String flag = "--" + rows.get(random.nextInt(rows.size())).flag();
      String value = values.get(random.nextInt(values.size()));
      switch (random.nextInt(5)) {
        case 0 -> line.add(flag);
        case 1, 2 -> line.addAll(List.of(flag, value));
        default -> line.add(flag + "=" + value);
      }
    }
    return line;
  }

  private static Map<String, List<String>> byPicocli(List<String> line) {
    List<String> words = new ArrayList<>(List.of("executor"));
    words.addAll(line);
    CommandLine.ParseResult parsed = HERALD.parseArgs(words.toArray(String[]::new)).subcommand();
    assertThat(parsed.errors()).isEmpty();
    return ParameterFlags.given(parsed.commandSpec(), ExecutorCommand.TABLE.rows());
  }
}
