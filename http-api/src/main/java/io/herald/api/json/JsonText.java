package io.herald.api.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;

/**
 * JSON in UTF-8 on one line, whatever text a task has: half of a surrogate pair becomes a question
 * mark, where Jackson's own UTF-8 writer would give up the whole document.
 */
public final class JsonText {

  /** What isn't finished stays so: closed brackets would make a part look like the whole. */
  private static final JsonFactory FACTORY =
      new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);

  private static final int SMALL = 1024;

  private JsonText() {}

  /** Writes a document, or a part of one. */
  @FunctionalInterface
  public interface Writer {
    /**
     * Writes it.
     *
     * @throws IOException if what it is written to fails
     */
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** A generator that closes the stream when it is closed. */
  public static JsonGenerator generator(OutputStream to) throws IOException {
    return FACTORY.createGenerator(new OutputStreamWriter(to, UTF_8));
  }

  /** The document in memory. */
  public static byte[] bytes(Writer document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(SMALL);
    try (JsonGenerator json = generator(bytes)) {
      document.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every byte", e);
    }
    return bytes.toByteArray();
  }
}
