package io.herald.render.schedule;

import static io.herald.render.ClusterUnderTest.task;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.herald.render.ClusterUnderTest;
import io.herald.render.command.ProcessRunner;
import io.herald.render.config.RenderConfigFile;
import io.herald.render.plan.Selection;
import io.herald.services.instance.Publication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a single rendering succeeds in, and what it says of the rest. */
class OneRenderingTest {

  private static final String SEEDS =
      """
      files:
        - target: seeds
          template: cassandra-seeds
          queries: {app: {name: app}}
      """;

  @TempDir Path folder;

  private final ClusterUnderTest cluster = new ClusterUnderTest();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.herald.render");

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void end() {
    logger.detachAppender(log);
    cluster.close();
  }

  private OneRendering rendering(String config) throws Exception {
    return new OneRendering(
        RenderConfigFile.read(Files.writeString(folder.resolve("r.yaml"), config)),
        cluster.live(),
        new Selection(Publication.DEFAULT, List.of()),
        RenderWorkers.real(new ProcessRunner()));
  }

  /** Warnings and errors, in the order in which they were logged. */
  private List<String> told() {
    return log.list.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  @Test
  void aFileThatIsNotThereAfterwardsIsAFailure() throws Exception {
    assertThat(rendering(SEEDS).write()).isFalse();

    assertThat(told())
        .containsExactly(
            "ERROR "
                + folder.resolve("seeds")
                + ": there is no such file yet, and none is made: a query finds no instance, and"
                + " none was known before; start what the query is to find, or write empty:"
                + " render-empty or empty: placeholder");
  }

  @Test
  void aFileThatStaysAsItIsIsNone() throws Exception {
    Files.writeString(folder.resolve("seeds"), "10.0.0.1\n");

    assertThat(rendering(SEEDS).write()).isTrue();

    assertThat(told()).singleElement().asString().startsWith("WARN ").endsWith("stays as it is");
    assertThat(folder.resolve("seeds")).hasContent("10.0.0.1\n");
  }

  @Test
  void aMissingFolderIsNamedWithTheRemedyAndNothingIsSaidOfLeftovers() throws Exception {
    cluster.put(task("a", "app", "10.0.0.1", 1));

    assertThat(rendering(SEEDS.replace("seeds\n    t", "no/seeds\n    t")).write()).isFalse();

    assertThat(told())
        .containsExactly(
            "ERROR "
                + folder.resolve("no/seeds")
                + ": not rendered: the folder "
                + folder.resolve("no")
                + " isn't there; make it, or name another target");
  }

  @Test
  void ifEveryInstanceIsLeftOutEachIsNamed() throws Exception {
    Files.writeString(folder.resolve("own"), "{{#app.instances}}{{labels.x}}\n{{/app.instances}}");
    cluster.put(
        task("a", "app", "10.0.0.1", 1, Map.of("x", "x\"; #")),
        task("b", "app", "10.0.0.1", 2, Map.of("x", "x\"; #")));
    OneRendering rendering =
        rendering(
            SEEDS.replace("template: cassandra-seeds", "template_file: own\n    format: nginx"));

    assertThat(rendering.write()).isFalse();
    List<String> shown = new ArrayList<>();
    assertThat(rendering.show(shown::add)).isTrue();

    assertThat(told())
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).contains(": task a of app is left out: "))
        .anySatisfy(line -> assertThat(line).contains(": task b of app is left out: "))
        .anySatisfy(
            line -> assertThat(line).contains("no instance that can be written (2 left out)"));
    assertThat(shown)
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).contains(": task a of app is left out: "))
        .anySatisfy(line -> assertThat(line).contains(": task b of app is left out: "));
  }

  @Test
  void aCheckThatCanNotBeStartedIsToldInASentence() throws Exception {
    cluster.put(task("a", "app", "10.0.0.1", 1));

    assertThat(rendering(SEEDS + "    check: [no-such-program, \"{file}\"]\n").write()).isFalse();

    assertThat(told())
        .containsExactly(
            "ERROR "
                + folder.resolve("seeds")
                + ": not rendered: the check command can't be started: \"no-such-program\" isn't"
                + " found; install it, or write its whole path; the file stays as it was");
  }
}
