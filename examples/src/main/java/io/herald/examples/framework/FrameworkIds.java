package io.herald.examples.framework;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Remembers the framework id over restarts, if there is a file for it. */
final class FrameworkIds {

  private static final String FLAG = "--framework-id-file ";

  /** Mesos takes any text as an id that is a file name; its own have letters, digits and dashes. */
  private static final Pattern ID = Pattern.compile("[\\p{Graph}&&[^/\\\\]]{1,255}");

  private final Optional<StateFile> file;

  FrameworkIds(Optional<Path> file) {
    this.file =
        file.map(
            path ->
                new StateFile(
                    path,
                    "after a restart this would be a new framework, beside the tasks of this one"));
  }

  /**
   * What was remembered.
   *
   * @throws IllegalArgumentException if the file can't be read, holds something else, or has no
   *     folder to be written in later
   */
  Optional<String> read() {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Path path = file.get().path();
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      boolean there = folder != null && Files.exists(folder);
      throw new IllegalArgumentException(
          FLAG
              + path
              + (there
                  ? ": " + folder + " is not a folder; name another path"
                  : ": the folder " + folder + " does not exist; create it"));
    }
    Optional<String> id;
    try {
      id = file.get().read().map(String::strip).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          FLAG + path + ": it can't be read: " + Reason.of(path, e), e);
    }
    if (id.isEmpty() && !Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          FLAG + path + ": the folder " + folder + " is not writable; change its permissions");
    }
    if (id.isPresent() && !ID.matcher(id.get()).matches()) {
      throw new IllegalArgumentException(
          FLAG
              + path
              + ": \""
              + Printable.of(id.get(), 60)
              + "\" is not a framework id; name another file, or delete this one");
    }
    return id;
  }

  void remember(String id) {
    file.ifPresent(known -> known.replace(id + "\n"));
  }

  void forget() {
    file.ifPresent(StateFile::delete);
  }
}
