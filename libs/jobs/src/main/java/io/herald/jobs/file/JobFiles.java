package io.herald.jobs.file;

import io.herald.jobs.Job;
import io.herald.settings.document.DocumentErrors;
import io.herald.settings.document.DocumentFiles;
import io.herald.settings.document.SyntaxNode;
import java.nio.file.Path;

/**
 * Reads job files: YAML, or JSON if the name ends in {@code .json}. Strict: what isn't understood
 * is an error with file, line and field, and all errors of a file are reported at once. {@code
 * examples/http-example.yaml} shows the fields.
 */
public final class JobFiles {

  private static final String KIND = "job";

  private JobFiles() {}

  /**
   * Reads one job.
   *
   * @throws JobFormatException if the file can't be read or isn't a job
   */
  public static Job read(Path file) {
    return parse(file.toString(), content(file));
  }

  /**
   * Reads a job whose command another program runs, so that {@code task} may be missing; the job's
   * command then does nothing. A {@code task} that stands there must be right all the same.
   *
   * @throws JobFormatException if the file can't be read or isn't a job
   */
  public static Job readForAnnouncing(Path file) {
    return parse(file.toString(), content(file), true);
  }

  /**
   * Reads one job from a text.
   *
   * @param file the name that errors give
   * @throws JobFormatException if it isn't a job
   */
  public static Job parse(String file, String text) {
    return parse(file, text, false);
  }

  private static Job parse(String file, String text, boolean taskElsewhere) {
    return JobSchema.read(tree(file, text), new DocumentErrors(file), taskElsewhere);
  }

  /** A file's text as a tree. */
  static SyntaxNode tree(String file, String text) {
    try {
      return DocumentFiles.parse(file, text, KIND);
    } catch (IllegalArgumentException e) {
      throw new JobFormatException(e);
    }
  }

  static String content(Path file) {
    try {
      return DocumentFiles.text(file, KIND);
    } catch (IllegalArgumentException e) {
      throw new JobFormatException(e);
    }
  }
}
