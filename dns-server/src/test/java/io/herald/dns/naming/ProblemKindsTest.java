package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.naming.names.NameProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of names tells every kind of problem, spelled as the API and the metrics spell it. */
class ProblemKindsTest {

  @Test
  void thePageTellsEveryKindAndNoOther() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "reference", "naming.md"));
    String table = page.substring(page.indexOf("| kind | what |"), page.indexOf("## The example"));
    Set<String> told = new TreeSet<>();
    for (String line : table.lines().filter(line -> line.startsWith("| `")).toList()) {
      Matcher kind =
          Pattern.compile("`([a-z-]+)`").matcher(line.substring(0, line.indexOf('|', 1)));
      while (kind.find()) {
        told.add(kind.group(1));
      }
    }
    Set<String> kinds = new TreeSet<>();
    NameProblem.REPORTED.forEach(kind -> kinds.add(kind.text()));

    assertThat(told).isEqualTo(kinds);
  }
}
