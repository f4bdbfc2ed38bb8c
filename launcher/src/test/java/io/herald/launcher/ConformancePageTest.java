package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page that says where each conformance case is held tells the truth. */
class ConformancePageTest {

  private static final Path REPOSITORY = Path.of("..");
  private static final Map<Character, Integer> TABLES =
      Map.of(
          'D', 17, 'P', 14, 'R', 13, 'M', 13, 'Z', 4, 'A', 6, 'H', 13, 'L', 11, 'F', 27, 'V', 26);
  private static final Pattern RANGE = Pattern.compile("([A-Z])(\\d+)(?:-[A-Z](\\d+))?");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  private static final Map<String, Path> SOURCES = new HashMap<>();

  /** A row of the page: cases, and the classes that hold them between them. */
  record Row(String text, Set<String> ids, List<String> classes) {

    static Row of(String line) {
      String[] cells = line.split("\\|", -1);
      Set<String> ids = new TreeSet<>();
      Matcher range = RANGE.matcher(cells[1]);
      while (range.find()) {
        int from = Integer.parseInt(range.group(2));
        int to = range.group(3) == null ? from : Integer.parseInt(range.group(3));
        for (int number = from; number <= to; number++) {
          ids.add(range.group(1) + number);
        }
      }
      List<String> classes = new ArrayList<>();
      Matcher name = NAME.matcher(cells[3]);
      while (name.find()) {
        classes.add(name.group(1));
      }
      return new Row(cells[1].strip(), ids, classes);
    }

    @Override
    public String toString() {
      return text + " " + classes;
    }
  }

  @BeforeAll
  static void findSources() throws IOException {
    try (Stream<Path> files = Files.walk(REPOSITORY)) {
      files
          .filter(file -> file.toString().matches(".*/src/(main|test)/.*\\.(java|txt)"))
          .forEach(file -> SOURCES.put(file.getFileName().toString(), file));
    }
  }

  static Stream<Row> rows() throws IOException {
    return Files.readAllLines(REPOSITORY.resolve(Path.of("docs", "conformance.md"))).stream()
        .dropWhile(line -> !line.startsWith("|---"))
        .skip(1)
        .takeWhile(line -> line.startsWith("|"))
        .map(Row::of);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void everyIdStandsInAClassOfItsRow(Row row) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String name : row.classes()) {
      Path source = SOURCES.get(name + ".java");
      assertThat(source).as("the source of %s", name).isNotNull();
      all.append(Files.readString(source));
      if (name.equals("ReaderTable")) {
        all.append(Files.readString(SOURCES.get("reader-table.txt")));
      }
    }
    assertThat(row.ids()).isNotEmpty();
    assertThat(row.ids())
        .allSatisfy(id -> assertThat(all).containsPattern("(?i)(?<![a-z0-9])" + id + "(?![0-9])"));
  }

  private static final Map<Character, Integer> FAULTS =
      Map.of('A', 12, 'B', 9, 'C', 21, 'D', 17, 'E', 5);

  /** The acceptance rows of load balancing that are held. */
  private static final Set<String> ACCEPTANCE =
      Set.of(
          "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12", "A13", "A14",
          "A15");

  /** The rows of a table: an id, and the tests as {@code Class} or {@code Class.method}. */
  private static Stream<List<String>> table(String firstColumn) throws IOException {
    return Files.readAllLines(REPOSITORY.resolve(Path.of("docs", "conformance.md"))).stream()
        .dropWhile(line -> !line.startsWith("| " + firstColumn + " |"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> List.of(line.split("\\|", -1)[1].strip(), line.split("\\|", -1)[3]));
  }

  static Stream<List<String>> faults() throws IOException {
    return table("fault");
  }

  static Stream<List<String>> acceptance() throws IOException {
    return table("acceptance");
  }

  static Stream<List<String>> labels() throws IOException {
    return table("labels");
  }

  static Stream<List<String>> promises() throws IOException {
    return table("promise");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"faults", "acceptance", "labels", "promises"})
  void everyRowHasTestsThatAreThere(List<String> row) throws IOException {
    Matcher test = Pattern.compile("`(\\w+)(?:\\.(\\w+))?`").matcher(row.get(1));
    int tests = 0;
    while (test.find()) {
      tests++;
      Path source = SOURCES.get(test.group(1) + ".java");
      assertThat(source).as("the source of %s", test.group(1)).isNotNull();
      if (test.group(2) != null) {
        assertThat(Files.readString(source)).containsPattern("\\b" + test.group(2) + "\\b");
      }
    }
    assertThat(tests).as("tests of %s", row.get(0)).isPositive();
  }

  @Test
  void noAcceptanceRowIsLeftOut() throws IOException {
    assertThat(acceptance().map(row -> row.get(0))).containsExactlyInAnyOrderElementsOf(ACCEPTANCE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("labels")
  void everyCaseOfLabelsStandsInAClassOfItsRow(List<String> row) throws IOException {
    Matcher named = Pattern.compile("`(\\w+)(?:\\.\\w+)?`").matcher(row.get(1));
    StringBuilder all = new StringBuilder();
    while (named.find()) {
      all.append(Files.readString(SOURCES.get(named.group(1) + ".java")));
    }
    assertThat(Row.of("|" + row.get(0) + "| |" + row.get(1)).ids())
        .allSatisfy(id -> assertThat(all).containsPattern("(?i)(?<![a-z0-9])" + id + "(?![0-9])"));
  }

  /** Of Marathon-LB. */
  @Test
  void noCaseOfLabelsIsLeftOut() throws IOException {
    Set<String> expected = new TreeSet<>();
    for (int number = 1; number <= 23; number++) {
      expected.add("H" + number);
    }
    Set<String> held = new TreeSet<>();
    labels().forEach(row -> held.addAll(Row.of("|" + row.get(0) + "| |" + row.get(1)).ids()));
    assertThat(held).isEqualTo(expected);
  }

  @Test
  void noFaultIsLeftOut() throws IOException {
    Set<String> expected = new TreeSet<>();
    FAULTS.forEach(
        (table, rows) -> {
          for (int number = 1; number <= rows; number++) {
            expected.add(String.valueOf(table) + number);
          }
        });
    assertThat(faults().map(row -> row.get(0))).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void noCaseIsLeftOut() throws IOException {
    Set<String> expected = new TreeSet<>();
    TABLES.forEach(
        (table, cases) -> {
          for (int number = 1; number <= cases; number++) {
            expected.add(String.valueOf(table) + number);
          }
        });
    Set<String> told = new TreeSet<>();
    rows().forEach(row -> told.addAll(row.ids()));

    assertThat(told).isEqualTo(expected);
  }
}
