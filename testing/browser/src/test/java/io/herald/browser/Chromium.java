package io.herald.browser;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a screen. It reaches this machine alone: other hosts' names fail. */
final class Chromium implements AutoCloseable {

  private static final Duration SLOW_MACHINE = Duration.ofMinutes(5);

  /** How long the page's thread was busy without a break, wherever that was over 50 ms. */
  private static final String LONG_TASKS =
      "window.longTasks = [];"
          + "new PerformanceObserver(list => list.getEntries()"
          + ".forEach(task => window.longTasks.push(task.duration)))"
          + ".observe({type: 'longtask', buffered: true})";

  private final ChromeDriver driver;

  /** Starts it, with a profile of its own. */
  Chromium() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("chromium").toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // as root
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--force-prefers-reduced-motion",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    this.driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver").toFile())
                .usingAnyFreePort()
                .build(),
            options);
    driver.manage().timeouts().scriptTimeout(SLOW_MACHINE).pageLoadTimeout(SLOW_MACHINE);
    screen(1280, 800);
    cdp("Page.addScriptToEvaluateOnNewDocument", Map.of("source", LONG_TASKS));
  }

  ChromeDriver driver() {
    return driver;
  }

  /** The size of the window's content, in CSS pixels. */
  void screen(int width, int height) {
    cdp(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** What the system prefers: {@code light} or {@code dark}. */
  void colours(String scheme) {
    cdp(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Runs a script in the page; {@code arguments[0]} is its first argument. */
  Object script(String script, Object... arguments) {
    return requireNonNull(driver.executeScript(script, arguments), script);
  }

  /** Runs a script that calls its last argument with its result. */
  Object scriptWithCallback(String script, Object... arguments) {
    return requireNonNull(driver.executeAsyncScript(script, arguments), script);
  }

  /** What the console has got since it was asked last: errors, violations of the policy. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  byte[] picture() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  private void cdp(String command, Map<String, Object> parameters) {
    driver.executeCdpCommand(command, parameters);
  }

  @Override
  public void close() {
    driver.quit();
  }

  private static Path program(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    name + " is missing; on Debian: apt-get install chromium chromium-driver"));
  }
}
