package io.herald.settings.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Reads files as trees that know their lines: YAML, or JSON if the name ends in {@code .json}. */
public final class DocumentFiles {

  private static final long LARGEST = 1L << 20;

  private DocumentFiles() {}

  /**
   * The text of a file.
   *
   * @param kind what such a file holds, in one word, for errors: "job"
   * @throws IllegalArgumentException with a sentence that names the file, if it can't be read
   */
  public static String text(Path file, String kind) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new IllegalArgumentException(
            file + ": it is larger than " + LARGEST + " bytes; no " + kind + " file is");
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
    } catch (CharacterCodingException | NoSuchFileException e) {
      throw new IllegalArgumentException(file + ": " + Reason.of(file, e), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": it can't be read: " + Reason.of(file, e), e);
    }
  }

  /**
   * The tree of a text.
   *
   * @param file its name decides between JSON and YAML, and is in errors
   * @param kind what such a file holds, in one word, for errors: "job"
   * @throws IllegalArgumentException with a sentence that names file and line, if it is neither
   */
  public static SyntaxNode parse(String file, String text, String kind) {
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try {
      return file.toLowerCase(Locale.ROOT).endsWith(".json")
          ? JsonTree.parse(content, kind)
          : YamlTree.parse(content, kind);
    } catch (SyntaxException e) {
      throw new IllegalArgumentException(file + ":" + e.place() + ": " + e.getMessage(), e);
    }
  }
}
