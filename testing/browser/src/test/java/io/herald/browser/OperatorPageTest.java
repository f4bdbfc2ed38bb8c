package io.herald.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.ScriptedCluster;
import io.herald.minizookeeper.MiniZooKeeper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** What an operator finds on the page of a small cluster, and does there. */
class OperatorPageTest {

  private static final String IMAGE = "<img src=x onerror=window.hacked=1>";
  private static final String SCRIPT = "\"><script>window.hacked=1</script>";

  @TempDir private static Path folder;
  private static ScriptedCluster cluster;
  private static MiniZooKeeper zooKeeper;
  private static HeraldDns herald;
  private static Chromium browser;
  private static OperatorPage page;
  private static Task killed;

  @BeforeAll
  static void start() throws Exception {
    Tasks tasks = new Tasks(1_796_000_000).framework("marathon").framework("chronos").agents(4);
    for (int i = 1; i <= 5; i++) {
      tasks.add("marathon", "web", "web." + i, i != 2, Map.of("team", "core"));
    }
    tasks.add("marathon", "api", "api.1", true, Map.of("team", SCRIPT, IMAGE, "x"));
    killed = tasks.add("marathon", "shop", "shop.1", true, Map.of());
    tasks.add("marathon", "shop", "shop.2", true, Map.of());
    for (String name : List.of("billing", "cassandra", "checkout", "kafka", "login", "search")) {
      for (int i = 1; i <= name.length(); i++) {
        tasks.add("marathon", name, name + "." + i, !(name.equals("kafka") && i > 3), Map.of());
      }
    }
    tasks.add("chronos", IMAGE, IMAGE + ".1", true, Map.of());
    tasks.add("chronos", "report", "report.1", true, Map.of("tier", "prod"));
    tasks.add("chronos", "###", "unnamed.1", true, Map.of());
    cluster =
        ScriptedCluster.start(
            MiniMesosOptions.in(folder.resolve("mesos")),
            tasks.frameworks(),
            tasks.agents(),
            tasks.tasks());
    zooKeeper = MiniZooKeeper.start(folder.resolve("zookeeper"), 0);
    herald =
        new HeraldDns(
            folder,
            cluster.masterAddress(),
            "--serverset-zk=zk://" + zooKeeper.connectString(),
            "--serverset-path=/aurora",
            "--environment-label=tier");
    browser = new Chromium();
    page = new OperatorPage(browser, herald.url());
  }

  @AfterAll
  static void stop() {
    browser.close();
    herald.close();
    zooKeeper.close();
    cluster.close();
  }

  @BeforeEach
  void asNew() {
    browser.screen(1280, 800);
    browser.colours("light");
    browser.complaints();
  }

  @AfterEach
  void thePageLoadsFromItsServerAloneAndItsConsoleIsEmpty() {
    assertThat(page.requested()).isNotEmpty().allMatch(address -> address.startsWith(herald.url()));
    // The browser's own note of a name, or a service, that the server knows nothing of.
    assertThat(browser.complaints())
        .filteredOn(c -> !c.contains("/v2/resolve?") && !c.contains("nothing"))
        .isEmpty();
  }

  @Test
  void searchAndFiltersLeaveTheServicesThatMatch() {
    page.open("services");
    page.awaitText(".services .name a", "web");
    page.awaitText(".services .instances", "4 of 5 healthy");

    page.type("#search", "sho");
    page.awaitTexts(".services .name a", "shop");
    page.type("#search", "no such service");
    page.awaitText(".empty", "No service matches");

    page.open("services?framework=chronos&q=rep");
    page.awaitTexts(".services .name a", "report");

    page.open("services");
    page.type("#environment", "prod");
    page.awaitTexts(".services .name a", "report");
    page.type("#environment", "test");
    page.awaitText(".empty", "No service matches");
    page.open("services?environment=prod");
    page.awaitTexts(".services .name a", "report");
  }

  @Test
  void aServiceShowsItsInstancesAndWhereEachFactComesFrom() {
    page.open("services?q=web");
    page.click(".services .name a", "web");
    page.awaitText("h1", "web");
    page.awaitTexts(".instances .task a", "web.1", "web.2", "web.3", "web.4", "web.5");
    page.awaitText(".instances .row:nth-child(2) .state", "unhealthy");
    assertThat(page.text(".instances .ports span")).contains(":31000 http");
    assertThat(page.text(".instances .rows .from")).isEqualTo("DiscoveryInfo");
    assertThat(page.texts(".instances .rows .age")).containsOnly("–"); // older than the server

    page.click(".instances .task a", "web.2");
    page.awaitText("dialog[open] h2", "web.2");
    assertThat(page.text("dialog[open] dl"))
        .contains("unhealthytask", "marathon (fw-marathon)", "10.1.0.2network");
    assertThat(page.text("dialog[open] .labels")).contains("teamcore");
  }

  @Test
  void anInstanceThatIsKilledLeavesThePage() {
    page.open("service/marathon:shop");
    page.awaitTexts(".instances .task a", "shop.1", "shop.2");
    page.awaitText(".pulse", "live");

    cluster.end(killed, Tasks.killed(killed));

    page.awaitTexts(".instances .task a", "shop.2");
    page.awaitText(".summary", "1 instance");
    page.open("changes?q=shop");
    page.awaitText(".changes .rows .row", "shop.1");
    page.awaitText(".changes .rows .what", "left");
  }

  /** The command line that the page offers, in a shell, gives what the page shows. */
  @Test
  void aNameIsResolvedAsDigDoesAndExplained() throws Exception {
    page.open("service/marathon:web");
    page.awaitText(".names code", "web.marathon.mesos A");
    page.click(".names button[aria-label^='Resolve web.marathon.mesos']", "resolve");
    page.awaitText(".answer .verdict", "NOERROR");
    List<String> shown = page.texts(".answer .records code");
    assertThat(shown).isNotEmpty();
    String line = page.text(".answer .copyable code");
    List<String> dug = shell(line + " +noall +answer");
    assertThat(shown)
        .map(OperatorPageTest::withoutTtl)
        .containsExactlyInAnyOrderElementsOf(
            dug.stream().map(OperatorPageTest::withoutTtl).toList());
    page.awaitText(".answer", "address of the task"); // the reasons come after the answer
    assertThat(page.text(".answer")).contains("web.1");

    page.open("resolve?name=wep.marathon.mesos&type=A");
    page.awaitText(".answer .verdict", "NXDOMAIN, the name does not exist");
    page.click(".answer button", "web.marathon.mesos");
    page.awaitText(".answer .verdict", "NOERROR");
    page.open("resolve?name=web.marathon.mesos&type=SOA");
    page.awaitText(".answer .verdict", "NODATA: the name exists, without a record of this type");
  }

  @ParameterizedTest
  @CsvSource({"1280, 500, last-child", "380, 500, first-child"})
  void theAnswerForANameFarFromItComesIntoViewAndHasTheFocus(int width, int height, String name) {
    browser.screen(width, height);
    page.open("service/marathon:web");
    page.awaitText(".names code", "web.marathon.mesos A");
    page.tabTo(".names li:" + name + " button.quiet[aria-label^='Resolve']");
    assertThat(page.inView(".resolver h2")).isFalse();
    page.press(Keys.ENTER);
    page.awaitText(".answer .verdict", "NOERROR");
    await().until(() -> page.hasFocus(".answer") && page.inView(".answer .verdict"));
  }

  @Test
  void aServiceThatDoesNotExistIsSaidOnce() {
    page.open("service/marathon:nothing");
    page.awaitTexts("main .note", "There is no service of this name now. All services");
    await().until(() -> page.requested().stream().anyMatch(url -> url.contains("/instances")));
    assertThat(page.seen("main"))
        .containsExactly(
            "Services /", "nothing", "There is no service of this name now. All services");
  }

  @Test
  void agentsFrameworksSourcesAndProblemsAreShown() {
    page.open("agents");
    page.awaitText(".agents .name a", "10.1.0.1");
    page.open("frameworks");
    page.awaitText(".frameworks .name a", "chronos");
    page.open("sources");
    page.awaitText(".card", "followed by stream");
    page.awaitText(".card", cluster.masterAddress().toString());
    page.open("problems");
    page.awaitText(".card[data-kind=empty-label]", "A name without a usable character");
  }

  @Test
  void aSourceShowsHowItsSessionWithZooKeeperStands() throws Exception {
    String card = ".card[data-source='serverset /aurora']";
    page.open("sources");
    page.awaitText(card + " dd", "connected since");
    page.awaitText(card + " dd", "(" + zooKeeper.connectString() + ")");
    assertThat(page.text(".card[data-source=mesos]")).doesNotContain("ZooKeeper");

    zooKeeper.stop();
    page.awaitText(card + " dd", "lost since"); // the connection, and in the end the session
    page.awaitText(card + "[data-health=bad]", "cut off");

    zooKeeper.start();
    page.awaitText(card + " dd", "connected since");
    page.awaitText(card + "[data-health=good]", "followed by");
    page.awaitNone(".banner");
  }

  @Test
  void queryAndErrorRatesArePlotted() throws Exception {
    page.open("services");
    await()
        .untilAsserted(
            () -> {
              shell("dig @127.0.0.1 -p " + herald.dnsPort() + " web.marathon.mesos A");
              assertThat(page.text(".plot b")).matches("0\\.[1-9]|[1-9].*");
              assertThat(
                      browser.script(
                          "return document.querySelector('.plot .line').getAttribute('d') ?? ''"))
                  .asString()
                  .contains("L");
            });
  }

  /** Names, ids and labels that are markup are shown letter by letter. */
  @Test
  void whatTasksSayStaysText() {
    page.open("services?q=onerror");
    page.awaitText(".services .name a", IMAGE);
    page.click(".services .name a", IMAGE);
    page.awaitText("h1", IMAGE);
    page.awaitText(".instances .task a", IMAGE + ".1");
    page.click(".instances .task a", IMAGE);
    page.awaitText("dialog[open] h2", IMAGE);

    page.open("service/marathon:api");
    page.click(".instances .task a", "api.1");
    page.awaitText("dialog[open] .labels", SCRIPT);
    page.awaitText("dialog[open] .labels", IMAGE);

    page.open("resolve?name=" + "%3Cimg%20src%3Dx%20onerror%3Dwindow.hacked%3D1%3E");
    page.awaitText(".answer", "<img");

    assertThat(page.count("main img, main script, dialog script")).isZero();
    assertThat(browser.script("return typeof window.hacked")).isEqualTo("undefined");
  }

  @Test
  void theKeyboardAloneDoesEverything() {
    page.open("services");
    page.awaitText(".services .name a", "web");
    page.press(Keys.TAB);
    assertThat(page.focused()).isEqualTo("Skip to the content");
    page.press("/");
    assertThat(page.hasFocus("#search")).isTrue();
    page.press("web");
    page.awaitTexts(".services .name a", "web");
    page.press(Keys.ARROW_DOWN);
    assertThat(page.focused()).isEqualTo("web");
    page.press(Keys.ENTER);
    page.awaitTexts(".instances .task a", "web.1", "web.2", "web.3", "web.4", "web.5");

    page.tabTo(".instances .task a");
    assertThat(page.focused()).isEqualTo("web.1");
    page.press(Keys.ARROW_DOWN);
    assertThat(page.focused()).isEqualTo("web.2");
    page.press(Keys.END);
    assertThat(page.focused()).isEqualTo("web.5");
    page.press(Keys.HOME);
    assertThat(page.focused()).isEqualTo("web.1");
    page.press(Keys.ENTER);
    page.awaitText("dialog[open] h2", "web.1");
    page.press(Keys.ESCAPE);
    page.awaitNone("dialog[open]");
    await().until(() -> page.focused().equals("web.1"));

    page.tabTo("#resolve-name");
    page.press("web.marathon.mesos", Keys.ENTER);
    page.awaitText(".answer .verdict", "NOERROR");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "services",
        "service/marathon:web",
        "agents",
        "frameworks",
        "changes",
        "resolve?name=web.marathon.mesos&type=A",
        "sources",
        "problems"
      })
  void everyViewIsAccessibleInLightAndDarkAndOnAPhone(String view) {
    page.open(view);
    page.awaitText("main .row a, main .verdict, main .card", "");
    assertThat(page.violations()).as("%s in light", view).isEmpty();
    browser.colours("dark");
    assertThat(page.violations()).as("%s in dark", view).isEmpty();
    browser.screen(380, 800);
    await().untilAsserted(() -> assertThat(page.overflows()).isFalse());
    assertThat(page.violations()).as("%s at 380 pixels", view).isEmpty();
    await().untilAsserted(() -> assertThat(page.inView(".tabs [aria-current]")).isTrue());
    assertThat(page.cutChoices()).isEmpty();
    if (view.startsWith("service/")) {
      page.click(".instances .task a", "web.1");
      page.awaitText("dialog[open] h2", "web.1");
      assertThat(page.violations()).as("an instance").isEmpty();
    }
  }

  /** Events are the same wherever the network cuts the stream: every cut of two, and of bytes. */
  @Test
  void theStreamOfEventsIsReadTheSameHoweverItIsCut() {
    page.open("resolve");
    page.awaitText("h2", "Resolve");
    Object read =
        browser.scriptWithCallback(
            """
            const [stream, done] = arguments;
            const main = document.querySelector('script[type=module]').src;
            import(new URL('sse.js', main)).then(({ EventParser }) => {
              const parse = (pieces) => {
                const events = [];
                const parser = new EventParser(({ type, id, data }) => events.push([type, id, data]));
                pieces.forEach((piece) => parser.push(piece));
                return JSON.stringify(events);
              };
              const whole = parse([stream]);
              const others = [parse([...stream])];
              for (let at = 0; at <= stream.length; at++) {
                others.push(parse([stream.slice(0, at), stream.slice(at)]));
              }
              done([whole, ...others.filter((one) => one !== whole)]);
            }).catch((error) => done([String(error)]));
            """,
            String.join(
                "",
                "\ufeff: hello\n\nid: 7\nevent: added\ndata: {\"a\":1}\n\n",
                "event:removed\r\nid:8\r\ndata: one\r\ndata:\r\ndata:  two\r\n\r\n",
                "data\r\rid: 9\nretry: 5\n\nunknown: x\ndata: last\n\ndata: never ended\n"));
    assertThat((List<?>) read)
        .map(String::valueOf)
        .containsExactly(
            "[[\"added\",\"7\",\"{\\\"a\\\":1}\"],[\"removed\",\"8\",\"one\\n\\n two\"],"
                + "[\"message\",null,\"\"],[\"message\",null,\"last\"]]");
  }

  /** Revision 1 is too old for any log, and the reading that it asks for fails once. */
  @Test
  void aWatchWhoseMissedChangesCantBeReadGoesOnTrying() {
    page.open("resolve");
    page.awaitText("h2", "Resolve");
    Object read =
        browser.scriptWithCallback(
            """
            const [done] = arguments;
            const main = document.querySelector('script[type=module]').src;
            import(new URL('watch.js', main)).then(({ Watch }) => {
              let gaps = 0;
              const watch = new Watch({}, 1, {
                event: () => {},
                gap: async () => {
                  if (++gaps === 1) {
                    throw new Error('no answer');
                  }
                  return Number((await fetch('v2/services')).headers.get('Herald-Revision'));
                },
                following: (is) => {
                  if (is && gaps === 2) {
                    watch.stop();
                    done('follows');
                  }
                },
              });
              return watch.run();
            }).catch((error) => done(String(error)));
            """);
    assertThat(read).isEqualTo("follows");
  }

  @Test
  void agesHaveTwoUnitsAtMost() {
    page.open("resolve");
    page.awaitText("h2", "Resolve");
    Object read =
        browser.scriptWithCallback(
            """
            const [seconds, done] = arguments;
            const main = document.querySelector('script[type=module]').src;
            import(new URL('words.js', main))
              .then(({ duration }) => done(seconds.map(duration)), (error) => done([String(error)]));
            """,
            List.of(-3, 0, 59.9, 60, 3599, 3600, 7500, 86_400, 100_000, 345_600, 9_000_000));
    assertThat((List<?>) read)
        .map(String::valueOf)
        .containsExactly(
            "0 s",
            "0 s",
            "59 s",
            "1 min",
            "59 min",
            "1 h",
            "2 h 5 min",
            "1 d",
            "1 d 3 h",
            "4 d",
            "104 d");
  }

  /** Those of docs/howto/use-the-page.md, where they are wanted. */
  @Test
  void picturesForTheDocumentation() {
    PagePictures pictures = new PagePictures();
    browser.screen(1280, 520);
    page.open("services?framework=marathon");
    page.awaitText(".services .name a", "web");
    pictures.take(browser, "services-light.png");

    browser.colours("dark");
    browser.screen(1000, 680);
    page.open("service/marathon:web");
    page.awaitText(".names code", "web.marathon.mesos A");
    page.click(".names button[aria-label^='Resolve web.marathon.mesos']", "resolve");
    page.awaitText(".answer .why h3", "Why");
    pictures.take(browser, "service-dark.png");
  }

  private static String withoutTtl(String record) {
    return record.replaceAll("\\s+", " ").replaceFirst(" \\d+ IN ", " IN ");
  }

  private static List<String> shell(String line) throws Exception {
    Process process = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().filter(text -> !text.isBlank()).toList();
  }
}
