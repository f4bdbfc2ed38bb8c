package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link of the documentation within the repository leads somewhere, to a heading too. */
class DocumentationLinksTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  static Stream<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (Path folder : List.of(ROOT, ROOT.resolve("docs"))) {
      try (Stream<Path> files = Files.walk(folder, folder.equals(ROOT) ? 1 : 9)) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    return pages.stream().map(ROOT::relativize).sorted();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Path page) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String link : links(page)) {
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
      if (!Files.exists(ROOT.resolve(target))) {
        broken.add(link + ": there is no such file");
      } else if (parts.length == 2 && !anchors(target).contains(parts[1])) {
        broken.add(link + ": there is no such heading");
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyPageIsReachedFromTheIndex() throws IOException {
    Path index = Path.of("docs", "README.md");
    Set<Path> linked =
        links(index).stream()
            .map(link -> index.resolveSibling(link).normalize())
            .collect(Collectors.toSet());
    assertThat(pages().filter(page -> page.startsWith("docs") && !page.equals(index)))
        .isSubsetOf(linked);
  }

  private static List<String> links(Path page) throws IOException {
    return LINK.matcher(Files.readString(ROOT.resolve(page)))
        .results()
        .map(found -> found.group(1))
        .filter(link -> !link.contains("://"))
        .toList();
  }

  /** As the forges make them: lower case, without punctuation, hyphens for blanks. */
  private static Set<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(ROOT.resolve(page)))
        .results()
        .map(MatchResult::group)
        .map(heading -> heading.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
