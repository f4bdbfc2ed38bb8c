package io.herald.render.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is rendered, and how often.
 *
 * @param quiet a file is rendered once nothing of it has changed for this long, or after four times
 *     this long
 * @param leastInterval between two renderings of one file
 * @param history how many former versions of each file are kept, 0 to 1000
 * @param stateFolder where these and the marks of pending reloads are; empty: in a folder {@code
 *     .herald} beside each file
 * @param files each with a target of its own
 */
public record RenderConfig(
    Duration quiet,
    Duration leastInterval,
    int history,
    Optional<Path> stateFolder,
    List<FileSpec> files) {

  public static final Duration DEFAULT_QUIET = Duration.ofMillis(500);
  public static final Duration DEFAULT_LEAST_INTERVAL = Duration.ofSeconds(2);
  public static final int DEFAULT_HISTORY = 5;

  /** No file. */
  public static final RenderConfig NOTHING =
      new RenderConfig(DEFAULT_QUIET, DEFAULT_LEAST_INTERVAL, 0, Optional.empty(), List.of());

  /** More former versions than this are not kept. */
  public static final int MOST_HISTORY = 1000;

  public RenderConfig {
    requireNonNull(quiet, "quiet");
    requireNonNull(leastInterval, "leastInterval");
    files = List.copyOf(files);
  }
}
