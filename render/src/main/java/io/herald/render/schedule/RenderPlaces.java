package io.herald.render.schedule;

import static java.util.Objects.requireNonNull;

import io.herald.render.config.RenderConfig;
import io.herald.render.write.FileHistory;
import io.herald.render.write.ReloadMark;
import java.nio.file.Path;

/** Where a file's former versions and the mark of its pending reload are. */
final class RenderPlaces {

  private RenderPlaces() {}

  static FileHistory history(RenderConfig config, Path target) {
    return new FileHistory(folder(config, target), name(target), config.history());
  }

  static ReloadMark mark(RenderConfig config, Path target) {
    return new ReloadMark(folder(config, target).resolve(name(target) + ".reload-pending"));
  }

  private static Path folder(RenderConfig config, Path target) {
    Path folder = requireNonNull(target.getParent(), "a file is in a folder");
    return config
        .stateFolder()
        .map(state -> state.resolve(folder.getRoot().relativize(folder)))
        .orElseGet(() -> folder.resolve(".herald"));
  }

  private static String name(Path target) {
    return String.valueOf(target.getFileName());
  }
}
