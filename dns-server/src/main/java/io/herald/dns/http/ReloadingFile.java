package io.herald.dns.http;

import static java.util.Objects.requireNonNull;

import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one or several files say together, read again when one of them has changed: looked at when
 * somebody asks, at most once a second. If what is there now is no good, what was read last stays;
 * one line in the log says so, and one when it is good again. Safe for any thread.
 */
final class ReloadingFile<T> {

  private static final Logger log = LoggerFactory.getLogger(ReloadingFile.class);

  private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(1);

  /** Reads the files. */
  @FunctionalInterface
  interface Reading<T> {
    /**
     * Reads them all.
     *
     * @throws IllegalArgumentException if they can't be used; the message says why
     */
    T read() throws IOException;
  }

  private final String what;
  private final List<Path> files;
  private final Reading<T> reading;
  private T content;
  private List<Object> looks;
  private long lookedAt = System.nanoTime();
  private boolean failed;

  /**
   * Reads for the first time.
   *
   * @param what it is, for the log
   * @throws IllegalArgumentException if it can't be used; the message says why
   */
  ReloadingFile(String what, List<Path> files, Reading<T> reading) throws IOException {
    this.what = what;
    this.files = List.copyOf(files);
    this.reading = reading;
    this.looks = looks();
    this.content = requireNonNull(reading.read(), what);
  }

  /** What was good last. */
  synchronized T get() {
    long now = System.nanoTime();
    if (now - lookedAt >= BETWEEN_LOOKS) {
      lookedAt = now;
      look();
    }
    return content;
  }

  private void look() {
    try {
      List<Object> found = looks();
      if (found.equals(looks)) {
        return;
      }
      content = requireNonNull(reading.read(), what);
      looks = found;
      failed = false;
      log.info("{} is read again: {} changed", what, files);
    } catch (IOException | IllegalArgumentException e) {
      if (!failed) {
        failed = true;
        log.error("{} can't be used, what was read before stays: {}", what, Reason.of(e));
      }
    }
  }

  /** What tells a changed file: another time, length or file. */
  private List<Object> looks() throws IOException {
    List<Object> now = new ArrayList<>();
    for (Path file : files) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      now.add(attributes.lastModifiedTime());
      now.add(attributes.size());
      now.add(String.valueOf(attributes.fileKey()));
    }
    return now;
  }
}
