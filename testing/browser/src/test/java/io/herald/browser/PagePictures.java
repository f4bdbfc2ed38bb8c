package io.herald.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Pictures for the documentation: taken where the tests are run with {@code
 * -Dpage.screenshots=FOLDER}.
 */
final class PagePictures {

  private static final int LARGEST = 150_000;

  private final Optional<Path> folder =
      Optional.ofNullable(System.getProperty("page.screenshots")).map(Path::of);

  /** Takes one of what the browser shows, if they are wanted. */
  void take(Chromium browser, String name) {
    if (folder.isEmpty()) {
      return;
    }
    byte[] picture = browser.picture();
    assertThat(picture.length).as(name).isLessThan(LARGEST);
    try {
      Files.write(Files.createDirectories(folder.get()).resolve(name), picture);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
