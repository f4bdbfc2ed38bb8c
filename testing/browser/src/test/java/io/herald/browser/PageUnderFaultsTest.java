package io.herald.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.ScriptedCluster;
import io.herald.ports.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page while something is amiss: a token is wanted, a source is away, the server is away. */
class PageUnderFaultsTest {

  private static final FreePorts PORTS = new FreePorts();

  @TempDir private Path folder;
  private final int masterPort = PORTS.take();
  private ScriptedCluster cluster;
  private HeraldDns herald;
  private Chromium browser;

  @BeforeEach
  void start() throws Exception {
    cluster = started();
    Path token = Files.writeString(folder.resolve("token"), "right-token");
    herald = new HeraldDns(folder, cluster.masterAddress(), "--http-token-file=" + token);
    browser = new Chromium();
  }

  @AfterEach
  void stop() {
    browser.close();
    herald.close();
    cluster.close();
  }

  private ScriptedCluster started() throws Exception {
    Tasks tasks = new Tasks(1_796_000_000).framework("marathon").agents(1);
    tasks.add("marathon", "web", "web.1", true, Map.of());
    return ScriptedCluster.start(
        MiniMesosOptions.in(folder.resolve("mesos")).withPort(masterPort),
        tasks.frameworks(),
        tasks.agents(),
        tasks.tasks());
  }

  @Test
  void theTokenIsAskedForAndOutagesAreSaidAtOnce() throws Exception {
    OperatorPage page = new OperatorPage(browser, herald.url());
    page.open("services");
    page.awaitText("dialog[open] h2", "This server wants a token");
    assertThat(page.violations()).isEmpty();
    page.press("wrong-token", Keys.ENTER);
    page.awaitText("dialog[open] h2", "The token was refused");
    page.press("right-token", Keys.ENTER);
    page.awaitTexts(".services .name a", "web");
    page.awaitNone("dialog[open]");
    page.awaitText(".pulse", "live");
    page.open("services"); // the tab keeps the token
    page.awaitTexts(".services .name a", "web");

    cluster.close();
    page.awaitText(".banner", "Source mesos is cut off");
    page.awaitText(".banner", "Herald goes on answering with what it knew");
    page.awaitTexts(".services .name a", "web");
    page.awaitText(".pulse", "sources away");
    assertThat(page.violations()).isEmpty();
    page.open("sources");
    page.awaitText(".card[data-health=bad]", "cut off");

    browser.screen(380, 700);
    page.open("services");
    page.awaitTexts(".services .name a", "web");
    page.awaitText(".banner", "Source mesos is cut off");
    new PagePictures().take(browser, "outage-380.png");
    browser.screen(1280, 800);
    page.open("sources");

    cluster = started();
    page.awaitNone(".banner");
    page.awaitText(".card[data-health=good]", "followed by stream");

    page.open("services");
    page.awaitTexts(".services .name a", "web");
    page.awaitText(".pulse", "live");
    herald.close();
    page.awaitText(".banner", "doesn’t answer");
    page.awaitTexts(".services .name a", "web");
    assertThat(page.violations()).isEmpty();
  }
}
