package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every module's source folders, also those that are on no other module's class path (benchmarks,
 * soaks, interop): what {@link ArchitectureTest} can't see.
 */
class SourceTreeTest {

  private static final Path ROOT = Path.of("..");

  private static List<Source> sources = List.of();

  /** One Java file: {@code MODULE/src/main/java/io/herald/…/Type.java}. */
  private record Source(Path file, String module, String set, String packageName, String type) {

    static Source of(Path file) {
      String path =
          ROOT.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
      int sources = path.indexOf("/src/");
      String[] rest = path.substring(sources + 5).split("/", 3);
      int slash = rest[2].lastIndexOf('/');
      return new Source(
          file,
          path.substring(0, sources),
          rest[0],
          rest[2].substring(0, slash).replace('/', '.'),
          rest[2].substring(slash + 1, rest[2].length() - ".java".length()));
    }

    boolean isMain() {
      return set.equals("main");
    }

    /** Neither a test, nor a tool of tests. */
    boolean isProduct() {
      return isMain() && !module.startsWith("testing/") && !module.equals("benchmarks");
    }

    String fullName() {
      return packageName + "." + type;
    }
  }

  @BeforeAll
  static void read() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      sources =
          files
              .filter(file -> file.toString().matches(".*/src/(main|test)/java/.*\\.java"))
              .filter(file -> !file.toString().contains("/target/"))
              .map(Source::of)
              .toList();
    }
    assertThat(sources)
        .extracting(Source::module)
        .contains("benchmarks", "testing/soak", "launcher");
  }

  @Test
  void aPackageIsInOneModule() {
    assertThat(several(sources.stream(), Source::packageName, Source::module)).isEmpty();
  }

  @Test
  void aSimpleNameIsOneType() {
    Stream<Source> types =
        sources.stream().filter(Source::isMain).filter(s -> !s.type().equals("package-info"));
    assertThat(several(types, Source::type, Source::fullName)).isEmpty();
  }

  /**
   * Names that a public nested type shares with a type of its own file, since they mean the same:
   * what a client tells of an agent, a framework, a snapshot's piece or health; masters and
   * ServerSets, by their settings; UDP, TCP and TLS as a client has them.
   */
  private static final Set<String> SAME_MEANING =
      Set.of(
          "ServiceInstance.Agent",
          "ServiceInstance.Framework",
          "ServiceInstance.Health",
          "ApiJson.SnapshotPiece",
          "FollowSettings.Masters",
          "FollowSettings.ServerSets",
          "DnsClient.Transport");

  private static final Pattern PUBLIC_NESTED =
      Pattern.compile(
          "(?m)^ +public (?:(?:static|final|abstract|sealed|non-sealed) )*"
              + "(?:class|record|enum|interface|@interface) (\\w+)");

  /** Who reads {@code Range} knows which: a nested type that others use has a name of its own. */
  @Test
  void aPublicNestedTypeHasNoNameOfATypeOfItsOwnFile() throws IOException {
    Map<String, String> types = new TreeMap<>();
    sources.stream()
        .filter(Source::isProduct)
        .forEach(source -> types.put(source.type(), source.fullName()));
    Map<String, String> shared = new TreeMap<>();
    for (Source source : sources) {
      if (source.isProduct()) {
        PUBLIC_NESTED
            .matcher(Files.readString(source.file(), UTF_8))
            .results()
            .map(nested -> nested.group(1))
            .filter(types::containsKey)
            .filter(name -> !SAME_MEANING.contains(source.type() + "." + name))
            .forEach(name -> shared.put(source.fullName() + "." + name, types.get(name)));
      }
    }
    assertThat(types).containsKey("Range");
    assertThat(shared).isEmpty();
  }

  @Test
  void everyPackageSaysWhatLivesThere() {
    Map<String, Set<String>> types =
        sources.stream()
            .filter(Source::isMain)
            .collect(groupingBy(Source::packageName, TreeMap::new, typesOf()));
    assertThat(types).allSatisfy((name, all) -> assertThat(all).as(name).contains("package-info"));
  }

  /** What the compilers' directives name exists: a class that moved would lose its compiler. */
  @Test
  void theCompilerDirectivesNameClassesThatExist() throws IOException {
    Set<String> ours = new TreeSet<>();
    for (Source source : sources) {
      ours.add(source.packageName().replace('.', '/') + "/*");
      ours.add(source.fullName().replace('.', '/'));
    }
    String directives = Files.readString(Path.of("src/main/jvm/dns-compiler.json"), UTF_8);
    List<String> named =
        directives
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("\"io/herald/"))
            .map(line -> line.substring(1, line.lastIndexOf('.')))
            .toList();
    assertThat(named).isNotEmpty().allSatisfy(name -> assertThat(ours).contains(name));
  }

  private static Map<String, Set<String>> several(
      Stream<Source> sources, Function<Source, String> key, Function<Source, String> value) {
    Map<String, Set<String>> grouped =
        sources.collect(groupingBy(key, TreeMap::new, mapping(value, toCollection(TreeSet::new))));
    grouped.values().removeIf(values -> values.size() == 1);
    return grouped;
  }

  private static java.util.stream.Collector<Source, ?, Set<String>> typesOf() {
    return mapping(Source::type, toCollection(TreeSet::new));
  }

  /** A name as it is given to a thread, up to what differs from one to the next. */
  private static final Pattern THREAD_NAME =
      Pattern.compile("\\b(?:Threads|NamedScheduler)(?:\\.\\w+)?\\(\\s*\"([^\" ]+)");

  @Test
  void theTableOfThreadsHasEachThatTheSourcesName() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/architecture.md"), UTF_8);
    String table = page.substring(page.indexOf("## Threads"), page.indexOf("## The query path"));
    Map<String, String> names = new TreeMap<>();
    for (Source source : sources) {
      if (source.isMain() && !Set.of("benchmarks", "testing/soak").contains(source.module())) {
        THREAD_NAME
            .matcher(Files.readString(source.file(), UTF_8))
            .results()
            .forEach(found -> names.put(found.group(1), source.fullName()));
      }
    }
    assertThat(names).hasSizeGreaterThan(30);
    assertThat(names)
        .as("threads, and who starts them, that docs/architecture.md doesn't have")
        .allSatisfy((name, type) -> assertThat(table).contains("`" + name));
  }
}
