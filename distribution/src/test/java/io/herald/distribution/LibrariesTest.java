package io.herald.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is published: which modules, and that they don't need others. */
class LibrariesTest {

  private static final Path ROOT = Path.of("..");

  private static final Pattern OURS =
      Pattern.compile("<artifactId>(herald-[^<]+)</artifactId>(?:<version>[^<]+</version>)?(.*)");

  /** The POM of each module that is published, by artifact. */
  private static final Map<String, String> PUBLISHED = new TreeMap<>();

  @BeforeAll
  static void read() throws IOException {
    String parent = Files.readString(ROOT.resolve("pom.xml"), UTF_8);
    for (String module : found(parent, "<module>([^<]+)</module>")) {
      String pom = Files.readString(ROOT.resolve(module).resolve("pom.xml"), UTF_8);
      if (pom.contains("<unpublished>false</unpublished>")) {
        PUBLISHED.put(found(pom, "</parent>\\s*<artifactId>([^<]+)").get(0), pom);
      }
    }
  }

  @Test
  void theLibrariesArePublishedAndNothingElse() throws IOException {
    Set<String> expected =
        new TreeSet<>(
            Set.of(
                "herald-bom",
                "herald-executor-announcer",
                "herald-proto",
                "herald-scheduler-module"));
    try (Stream<Path> folders = Files.list(ROOT.resolve("libs"))) {
      folders
          .filter(folder -> Files.exists(folder.resolve("pom.xml")))
          .forEach(folder -> expected.add("herald-" + folder.getFileName()));
    }
    assertThat(PUBLISHED.keySet()).isEqualTo(expected);
  }

  @Test
  void theBillOfMaterialsNamesThemAll() {
    Set<String> named =
        OURS.matcher(section(PUBLISHED.get("herald-bom"), "dependencyManagement"))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    named.add("herald-bom");
    assertThat(named).isEqualTo(PUBLISHED.keySet());
  }

  @Test
  void whatIsPublishedNeedsNothingThatIsNot() {
    PUBLISHED.forEach(
        (artifact, pom) ->
            assertThat(
                    OURS.matcher(section(pom, "dependencies"))
                        .results()
                        .filter(found -> !found.group(2).contains("<scope>test</scope>"))
                        .map(found -> found.group(1)))
                .as(artifact)
                .isSubsetOf(PUBLISHED.keySet()));
  }

  @Test
  void eachSaysWhatItIs() {
    assertThat(PUBLISHED).allSatisfy((artifact, pom) -> assertThat(pom).contains("<description>"));
  }

  private static String section(String pom, String tag) {
    int start = pom.indexOf("<" + tag + ">");
    return start < 0 ? "" : pom.substring(start, pom.indexOf("</" + tag + ">"));
  }

  private static List<String> found(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(LibrariesTest::first).toList();
  }

  private static String first(MatchResult found) {
    return found.group(1);
  }
}
