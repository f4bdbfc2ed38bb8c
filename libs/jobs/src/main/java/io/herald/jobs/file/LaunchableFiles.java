package io.herald.jobs.file;

import io.herald.jobs.Launchable;
import io.herald.settings.document.DocumentErrors;
import io.herald.settings.document.SyntaxNode;
import io.herald.settings.document.SyntaxNode.Mapping;
import java.nio.file.Path;

/**
 * Reads what a framework can run, whichever form it has: a job of ours ({@link JobFiles}), or an
 * app of Marathon's, which has an {@code id} at its top. Both YAML, or JSON if the name ends in
 * {@code .json}; both strictly.
 */
public final class LaunchableFiles {

  private LaunchableFiles() {}

  /**
   * Reads a job or an app.
   *
   * @throws JobFormatException if the file can't be read or is neither
   */
  public static Launchable read(Path file) {
    return parse(file.toString(), JobFiles.content(file));
  }

  /**
   * Reads a job or an app from a text.
   *
   * @param file the name that errors give
   * @throws JobFormatException if it is neither
   */
  public static Launchable parse(String file, String text) {
    SyntaxNode root = JobFiles.tree(file, text);
    DocumentErrors errors = new DocumentErrors(file);
    return root instanceof Mapping mapping && AppSchema.isApp(root)
        ? AppSchema.read(mapping, errors)
        : JobSchema.read(root, errors, false);
  }
}
