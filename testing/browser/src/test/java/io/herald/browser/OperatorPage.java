package io.herald.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The page in a browser, as an operator sees and uses it. */
final class OperatorPage {

  private static final String AXE = "/axe.min.js";

  private final Chromium browser;
  private final String url;

  /**
   * @param url of the page, with a closing slash
   */
  OperatorPage(Chromium browser, String url) {
    this.browser = browser;
    this.url = url;
  }

  /** Loads the page anew, at a view such as {@code services?q=web}. */
  void open(String view) {
    browser.driver().get("about:blank");
    browser.driver().get(url + "#/" + view);
  }

  /** The texts of all elements, as they are in the document. */
  List<String> texts(String selector) {
    Object found =
        browser.script(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)",
            selector);
    return ((List<?>) found).stream().map(String::valueOf).toList();
  }

  /** The text of the first one; empty if there is none. */
  String text(String selector) {
    List<String> texts = texts(selector);
    return texts.isEmpty() ? "" : texts.get(0);
  }

  int count(String selector) {
    return texts(selector).size();
  }

  void awaitText(String selector, String part) {
    await()
        .untilAsserted(
            () -> assertThat(texts(selector)).as(selector).anyMatch(s -> s.contains(part)));
  }

  void awaitTexts(String selector, String... exactly) {
    await().untilAsserted(() -> assertThat(texts(selector)).as(selector).containsExactly(exactly));
  }

  void awaitNone(String selector) {
    await().untilAsserted(() -> assertThat(texts(selector)).as(selector).isEmpty());
  }

  /** Clicks the first element that has this text in it. */
  void click(String selector, String text) {
    awaitText(selector, text);
    browser.script(
        "[...document.querySelectorAll(arguments[0])]"
            + ".find(e => e.textContent.includes(arguments[1])).click(); return true",
        selector,
        text);
  }

  /** Types into a field, over what is in it. */
  void type(String selector, String text) {
    browser.driver().findElement(By.cssSelector(selector)).clear();
    browser.driver().findElement(By.cssSelector(selector)).sendKeys(text);
  }

  /** Presses keys, for whatever has the focus. */
  void press(CharSequence... keys) {
    browser.driver().switchTo().activeElement().sendKeys(keys);
  }

  /** Moves the focus on until it is there. */
  void tabTo(String selector) {
    for (int presses = 0; presses < 100; presses++) {
      press(Keys.TAB);
      if (hasFocus(selector)) {
        return;
      }
    }
    throw new AssertionError("a hundred times Tab don't lead to " + selector);
  }

  boolean hasFocus(String selector) {
    return Boolean.TRUE.equals(
        browser.script("return document.activeElement.matches(arguments[0])", selector));
  }

  /** Whether the first one begins on the screen. */
  boolean inView(String selector) {
    return Boolean.TRUE.equals(
        browser.script(
            "const box = document.querySelector(arguments[0])?.getBoundingClientRect();"
                + "return box !== undefined && box.height > 0 && box.top >= 0"
                + " && box.top < innerHeight && box.left >= 0 && box.right <= innerWidth",
            selector));
  }

  /** The text that can be seen of the first one, in lines. */
  List<String> seen(String selector) {
    return String.valueOf(
            browser.script("return document.querySelector(arguments[0]).innerText", selector))
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** The fields for a choice whose chosen text is wider than they are. */
  List<String> cutChoices() {
    Object found =
        browser.script(
            """
            return [...document.querySelectorAll('main select')].filter((field) => {
              const copy = document.createElement('select');
              copy.append(new Option(field.selectedOptions[0].text));
              field.after(copy);
              copy.style.cssText = 'position: absolute; width: auto; max-width: none';
              const wanted = copy.offsetWidth;
              copy.remove();
              return wanted > field.offsetWidth + 1;
            }).map((field) => field.selectedOptions[0].text);
            """);
    return ((List<?>) found).stream().map(String::valueOf).toList();
  }

  /** The text of what has the focus. */
  String focused() {
    return String.valueOf(browser.script("return document.activeElement.textContent"));
  }

  /** Every address that the page has loaded something from. */
  List<String> requested() {
    Object found =
        browser.script("return performance.getEntriesByType('resource').map(e => e.name)");
    return ((List<?>) found).stream().map(String::valueOf).toList();
  }

  /** Violations of WCAG 2 (A, AA) and of good practice that axe finds; a sentence each. */
  List<String> violations() {
    browser.script(axe() + "; return true");
    Object found =
        browser.scriptWithCallback(
            "const done = arguments[0];"
                + "axe.run(document).then(r => done(r.violations.map(v => v.id + ': ' + v.help + ': '"
                + " + v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary).join(' | '))),"
                + " e => done(['axe failed: ' + e]))");
    return ((List<?>) found).stream().map(String::valueOf).toList();
  }

  /** Whether something is wider than the screen. */
  boolean overflows() {
    return Boolean.TRUE.equals(
        browser.script("return document.documentElement.scrollWidth > innerWidth"));
  }

  private static String axe() {
    try (InputStream script = OperatorPage.class.getResourceAsStream(AXE)) {
      if (script == null) {
        throw new IOException(AXE + " is missing from the class path");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
