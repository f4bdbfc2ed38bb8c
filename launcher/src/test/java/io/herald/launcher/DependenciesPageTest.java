package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/dependencies.md} names every library of the parent's pom, in the pom's version. */
class DependenciesPageTest {

  /**
   * What the page calls the libraries of a group; a group without a row here goes by its artifact.
   */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("org.apache.mesos", "org.apache.mesos:mesos"),
          Map.entry("com.google.protobuf", "protobuf-java"),
          Map.entry("com.google.guava", "Guava"),
          Map.entry("com.google.inject", "Guice"),
          Map.entry("com.google.errorprone", "Error Prone"),
          Map.entry("org.apache.thrift", "libthrift"),
          Map.entry("org.apache.curator", "Curator"),
          Map.entry("org.apache.zookeeper", "ZooKeeper"),
          Map.entry("io.dropwizard.metrics", "Dropwizard metrics-core"),
          Map.entry("org.xerial.snappy", "snappy"),
          Map.entry("com.linecorp.armeria", "Armeria"),
          Map.entry("com.github.ben-manes.caffeine", "Caffeine"),
          Map.entry("com.github.spullara.mustache.java", "Mustache.java"),
          Map.entry("org.jspecify", "JSpecify"),
          Map.entry("org.slf4j", "SLF4J"),
          Map.entry("ch.qos.logback", "Logback"),
          Map.entry("org.assertj", "AssertJ"),
          Map.entry("org.awaitility", "Awaitility"),
          Map.entry("com.tngtech.archunit", "ArchUnit"),
          Map.entry("com.code-intelligence", "Jazzer"),
          Map.entry("org.jetbrains.kotlinx", "Lincheck"),
          Map.entry("org.seleniumhq.selenium", "Selenium"),
          Map.entry("com.deque.html.axe-core", "axe-core"),
          Map.entry("com.twitter", "Finagle"),
          Map.entry("com.twitter.common.zookeeper", "server-set"),
          Map.entry("org.hdrhistogram", "HdrHistogram"),
          Map.entry("org.openjdk.jmh", "JMH"),
          Map.entry("com.fasterxml.jackson", "Jackson"),
          Map.entry("io.netty", "Netty"),
          Map.entry("io.grpc", "gRPC"),
          Map.entry("com.google.code.gson", "Gson"),
          Map.entry("io.envoyproxy.controlplane", "Envoy's java-control-plane"),
          Map.entry("io.micrometer", "Micrometer"),
          Map.entry("org.junit", "JUnit"));

  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>");

  private static String page = "";
  private static String pom = "";

  private record Library(String group, String artifact, String name, String version) {}

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(Path.of("..", "docs", "dependencies.md"), UTF_8);
    pom = Files.readString(Path.of("..", "pom.xml"), UTF_8);
  }

  @Test
  void everyLibraryOfThePomIsOnThePage() {
    assertThat(libraries())
        .hasSizeGreaterThan(25)
        .allSatisfy(library -> assertThat(page).as(library.toString()).contains(library.name()));
  }

  /** A version right behind a library's name is a version that the pom has of it. */
  @Test
  void theVersionsOnThePageAreThePoms() {
    Map<String, List<String>> versions = new TreeMap<>();
    for (Library library : libraries()) {
      versions.computeIfAbsent(library.name(), name -> new ArrayList<>()).add(library.version());
    }
    // twitter-server-set.guava.version: a second version of Guava, for that reader alone.
    properties()
        .forEach(
            (property, version) ->
                versions.forEach(
                    (name, list) -> {
                      if (property.endsWith("." + name.toLowerCase(Locale.ROOT) + ".version")) {
                        list.add(version);
                      }
                    }));
    int given = 0;
    for (Map.Entry<String, List<String>> entry : versions.entrySet()) {
      Matcher shown =
          Pattern.compile(Pattern.quote(entry.getKey()) + "`?(?: framework)? (\\d+(?:\\.\\d+)*)")
              .matcher(page);
      while (shown.find()) {
        String text = shown.group(1);
        assertThat(entry.getValue())
            .as("%s %s on the page", entry.getKey(), text)
            .anyMatch(version -> version.equals(text) || version.startsWith(text + "."));
        given++;
      }
    }
    assertThat(given).as("versions on the page").isGreaterThan(10);
  }

  private static List<Library> libraries() {
    String managed =
        pom.substring(
            pom.indexOf("<dependencyManagement>"), pom.indexOf("</dependencyManagement>"));
    Map<String, String> properties = properties();
    return DEPENDENCY
        .matcher(managed)
        .results()
        .filter(found -> !found.group(1).equals("io.herald"))
        .map(
            found ->
                new Library(
                    found.group(1),
                    found.group(2),
                    NAMES.getOrDefault(found.group(1), found.group(2)),
                    version(found.group(3), properties)))
        .toList();
  }

  private static String version(String text, Map<String, String> properties) {
    return text.startsWith("${")
        ? properties.getOrDefault(text.substring(2, text.length() - 1), text)
        : text;
  }

  private static Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>();
    Pattern.compile("<([a-z.-]+\\.version)>([^<]+)</\\1>")
        .matcher(pom)
        .results()
        .forEach(found -> properties.put(found.group(1), found.group(2)));
    return properties;
  }
}
