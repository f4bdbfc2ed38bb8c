package io.herald.render.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What another command renders.
 *
 * @param config absolute path of the file that says it; empty: nothing is rendered
 */
public record RenderSettings(Optional<Path> config) {

  public RenderSettings {
    requireNonNull(config, "config");
  }
}
