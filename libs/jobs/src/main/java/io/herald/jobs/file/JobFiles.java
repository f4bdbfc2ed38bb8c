package io.herald.jobs.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.jobs.Job;
import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reads job files: YAML, or JSON if the name ends in {@code .json}. Strict: what isn't understood
 * is an error with file, line and field, and all errors of a file are reported at once. {@code
 * examples/http-example.yaml} shows the fields.
 */
public final class JobFiles {

  private static final long LARGEST = 1L << 20;

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
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    Errors errors = new Errors(file);
    try {
      SyntaxNode root =
          file.toLowerCase(Locale.ROOT).endsWith(".json")
              ? JsonTree.parse(content)
              : YamlTree.parse(content);
      return JobSchema.read(root, errors, taskElsewhere);
    } catch (SyntaxException e) {
      throw new JobFormatException(file + ":" + e.line() + ": " + e.getMessage(), e);
    }
  }

  private static String content(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new JobFormatException(
            List.of(file + ": it is larger than " + LARGEST + " bytes; no job file is"));
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
    } catch (CharacterCodingException | NoSuchFileException e) {
      throw new JobFormatException(file + ": " + Reason.of(file, e), e);
    } catch (IOException e) {
      throw new JobFormatException(file + ": it can't be read: " + Reason.of(file, e), e);
    }
  }
}
