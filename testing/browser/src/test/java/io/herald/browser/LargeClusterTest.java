package io.herald.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.ScriptedCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster of 100,000 tasks: the page asks for little and shows little of it at a time, so that it
 * stays as quick as with ten. Bounds are of counts and bytes; times are logged.
 */
class LargeClusterTest {

  private static final Logger log = LoggerFactory.getLogger(LargeClusterTest.class);

  private static final int SERVICES = 8_000;
  private static final int OF_EACH = 10;
  private static final int OF_THE_LARGEST = 20_000;
  private static final int MOST_ROWS = 120;
  private static final long LARGEST_ANSWER = 1_000_000;

  @TempDir private Path folder;
  private ScriptedCluster cluster;
  private List<Task> largest;
  private HeraldDns herald;
  private Chromium browser;

  @BeforeEach
  void start() throws Exception {
    Tasks tasks = new Tasks(1_796_000_000).framework("marathon").agents(50);
    for (int service = 0; service < SERVICES; service++) {
      String name = String.format("app-%04d", service);
      for (int i = 0; i < OF_EACH; i++) {
        tasks.add("marathon", name, name + "." + i, true, Map.of());
      }
    }
    for (int i = 0; i < OF_THE_LARGEST; i++) {
      tasks.add("marathon", "giant", String.format("giant.%05d", i), true, Map.of());
    }
    List<Task> all = tasks.tasks();
    largest = all.subList(all.size() - OF_THE_LARGEST, all.size());
    cluster =
        ScriptedCluster.start(
            MiniMesosOptions.in(folder.resolve("mesos")), tasks.frameworks(), tasks.agents(), all);
    herald = new HeraldDns(folder, cluster.masterAddress());
    browser = new Chromium();
  }

  @AfterEach
  void stop() {
    browser.close();
    herald.close();
    cluster.close();
  }

  @Test
  void thePageOfAHundredThousandTasksIsSmallAndStaysLive() {
    OperatorPage page = new OperatorPage(browser, herald.url());
    timed(
        "first rows", () -> page.open("services"), () -> page.awaitText(".services .name", "app-"));
    assertThat(page.text(".summary")).isEqualTo("more than 200 services");
    assertThat(page.count(".rows .row")).isBetween(20, MOST_ROWS);

    timed(
        "search",
        () -> page.type("#search", "app-7777"),
        () -> page.awaitTexts(".services .name a", "app-7777"));

    timed(
        "20,000 instances",
        () -> page.open("service/marathon:giant"),
        () -> page.awaitText(".instances .task a", "giant.00000"));
    page.awaitText(".facts", "20,000");
    page.awaitText(".pulse", "live");
    assertThat(page.count(".rows .row")).isBetween(10, MOST_ROWS);

    // A page down at a time, through some thousands of rows.
    page.tabTo(".instances .task a");
    int pages = 100;
    timed("a hundred times Page Down", () -> down(page, pages), () -> {});
    assertThat(page.count(".rows .row")).isBetween(10, MOST_ROWS);
    assertThat(page.focused()).isGreaterThan("giant.01000");

    // More changes at once than a screen can show: what is on screen is right in the end.
    page.open("service/marathon:giant");
    page.awaitText(".instances .task a", "giant.00000");
    page.awaitText(".pulse", "live");
    timed(
        "3,000 of them end",
        () -> largest.subList(0, 3_000).forEach(task -> cluster.end(task, Tasks.killed(task))),
        () -> page.awaitText(".facts", "17,000"));
    await()
        .untilAsserted(() -> assertThat(page.text(".instances .task a")).isEqualTo("giant.03000"));
    log.info(
        "the slowest task of the page's thread took {} ms",
        browser.script("return Math.round(Math.max(0, ...window.longTasks))"));

    assertThat(largestAnswer()).isBetween(1L, LARGEST_ANSWER);
    assertThat(browser.complaints()).isEmpty();
  }

  private void down(OperatorPage page, int times) {
    for (int i = 0; i < times; i++) {
      page.press(Keys.PAGE_DOWN);
    }
  }

  private long largestAnswer() {
    Object size =
        browser.script(
            "return Math.max(...performance.getEntriesByType('resource')"
                + ".filter(e => e.name.includes('/v2/') && !e.name.includes('/v2/watch'))"
                + ".map(e => e.decodedBodySize))");
    return ((Number) size).longValue();
  }

  private static void timed(String what, Runnable action, Runnable await) {
    long start = System.nanoTime();
    action.run();
    await.run();
    log.info("{}: {} ms", what, (System.nanoTime() - start) / 1_000_000);
  }
}
