package io.herald.minimesos.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Mesos' JSON form of a protobuf message; not protobuf's own mapping.
 *
 * <p>Written without blanks: names as in the .proto file, in the order of its declarations; 64-bit
 * integers as numbers, doubles always with a fraction, bytes in base64, enums by name, maps as
 * objects. A field that isn't set is spelled out where the .proto declares a default for it, unless
 * it is deprecated; so are the empty lists of the operator API's snapshots.
 *
 * <p>Read the same, leniently: unknown fields and unknown enum values, which a newer Mesos may
 * send, are left out; numbers may be strings; null is an absent field. Nothing but the message
 * itself is held in memory, since a snapshot can have hundreds of megabytes.
 */
public final class MesosJson {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private MesosJson() {}

  /** The message on one line. */
  public static String print(Message message) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(message, json);
    } catch (IOException e) {
      throw new UncheckedIOException("a string can always be written to", e);
    }
    return text.toString();
  }

  /** Writes a message as the generator's next value. */
  public static void write(Message message, JsonGenerator json) throws IOException {
    JsonPrinter.print(message, json);
  }

  /**
   * Reads what Mesos writes into {@code builder}; required fields may be left unset.
   *
   * @throws InvalidProtocolBufferException if the text is not one JSON object, or a known field has
   *     another type; the message names line, column and field
   */
  public static <B extends Message.Builder> B parse(String text, B builder)
      throws InvalidProtocolBufferException {
    return parse(text.getBytes(UTF_8), builder);
  }

  /** The same for a text in UTF-8. */
  public static <B extends Message.Builder> B parse(byte[] text, B builder)
      throws InvalidProtocolBufferException {
    try (JsonParser json = FACTORY.createParser(text)) {
      new JsonReader(json).read(builder);
      return builder;
    } catch (JsonProcessingException e) {
      throw invalid(
          "line %d, column %d: %s"
              .formatted(
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()),
          e);
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw invalid(String.valueOf(e.getMessage()), e);
    }
  }

  private static InvalidProtocolBufferException invalid(String what, IOException cause) {
    InvalidProtocolBufferException invalid = new InvalidProtocolBufferException(what);
    invalid.initCause(cause);
    return invalid;
  }
}
