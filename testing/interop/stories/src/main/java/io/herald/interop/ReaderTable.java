package io.herald.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.serverset.lint.Effect;
import io.herald.serverset.lint.ServerSetReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/** What each reader makes of odd nodes: conformance table F, from a resource beside this class. */
public final class ReaderTable {

  private static final String RESOURCE = "reader-table.txt";

  private ReaderTable() {}

  /**
   * One node, and its effect on each reader.
   *
   * @param name of the node; where it ends with an underscore ZooKeeper numbers it
   */
  public record Row(String id, String name, byte[] data, Map<ServerSetReader, Effect> effects) {

    @Override
    public String toString() {
      return id;
    }
  }

  public static Stream<Row> rows() {
    String text;
    try (InputStream in = ReaderTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing beside ReaderTable");
      }
      text = new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.lines().filter(line -> !line.startsWith("#")).map(ReaderTable::row);
  }

  private static Row row(String line) {
    String[] parts = line.split("\\|", 4);
    Map<ServerSetReader, Effect> effects = new EnumMap<>(ServerSetReader.class);
    String letters = parts[2].strip();
    ServerSetReader[] readers = ServerSetReader.values();
    for (int column = 0; column < readers.length; column++) {
      effects.put(readers[column], effect(letters.charAt(column)));
    }
    String data =
        parts[3]
            .strip()
            .replace(":=", ":{\"host\":\"127.0.0.1\",\"port\":31500}")
            .replace(":+", ":{\"host\":\"127.0.0.1\",\"port\":31501}");
    return new Row(parts[0].strip(), parts[1].strip(), data.getBytes(UTF_8), effects);
  }

  private static Effect effect(char letter) {
    return switch (letter) {
      case 'S' -> Effect.SEEN;
      case 'M' -> Effect.MISSED;
      case 'B' -> Effect.BLINDED;
      case 'X' -> Effect.BOGUS;
      case '.' -> Effect.IGNORED;
      default -> throw new IllegalArgumentException("no effect: " + letter);
    };
  }
}
