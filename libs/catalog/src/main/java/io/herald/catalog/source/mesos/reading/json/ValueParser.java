package io.herald.catalog.source.mesos.reading.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import java.io.IOException;
import java.util.Optional;

/**
 * Parses the values that a {@link JsonScanner} keeps, each alone: a value that is not JSON, too
 * long or too deep is left out, counted and logged; all others are read. Any thread may call.
 *
 * <p>Lenient where what is meant is plain: a byte that is not UTF-8 is U+FFFD, as Go reads it; NaN
 * and Infinity are numbers, as rapidjson writes them; control characters stand for themselves.
 */
final class ValueParser {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
          .streamReadConstraints(
              // Of lengths the scanner has limits; a number is only converted if it is wanted.
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final MesosSkippedItems skippedItems;

  ValueParser(MesosSkippedItems skippedItems) {
    this.skippedItems = skippedItems;
  }

  /** Makes something of a value, at whose first token the parser stands. */
  @FunctionalInterface
  interface Reading<T> {
    T read(JsonParser parser) throws IOException;
  }

  /**
   * Reads the scanner's next value, an entity with an id of its own.
   *
   * @param kind for {@link MesosSkippedItems}
   */
  <T> Optional<T> entity(JsonScanner scanner, String kind, Reading<Optional<T>> reading)
      throws IOException {
    boolean whole = scanner.keep();
    return kept(scanner, whole, kind, reading);
  }

  /** The same of a value that the scanner has just kept. */
  <T> Optional<T> kept(
      JsonScanner scanner, boolean whole, String kind, Reading<Optional<T>> reading)
      throws IOException {
    byte[] json = Utf8.repaired(scanner.kept(), scanner.keptLength());
    if (!whole) {
      skippedItems.skip(kind, id(json), tooLong("its JSON", scanner.valueLength()));
      return Optional.empty();
    }
    if (scanner.longestString() > JsonScanner.LONGEST_STRING) {
      skippedItems.skip(
          "text of " + kind,
          id(json),
          "a text of "
              + scanner.longestString()
              + " bytes is taken for an empty one; up to "
              + JsonScanner.LONGEST_STRING
              + " are read");
    }
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      return reading.read(parser);
    } catch (JacksonException e) {
      skippedItems.skip(kind, id(json), "not JSON: " + reason(e));
      return Optional.empty();
    }
  }

  /**
   * Reads the scanner's next value, a field of something.
   *
   * @param kind for {@link MesosSkippedItems}: what it is a field of
   * @param id of that
   * @param otherwise what an unreadable one is taken for
   */
  <T> T field(
      JsonScanner scanner, String kind, String id, String field, Reading<T> reading, T otherwise)
      throws IOException {
    boolean whole = scanner.keep();
    if (!whole || scanner.longestString() > JsonScanner.LONGEST_STRING) {
      skippedItems.skip(kind, id, tooLong("\"" + field + "\"", scanner.valueLength()));
      return otherwise;
    }
    byte[] json = Utf8.repaired(scanner.kept(), scanner.keptLength());
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      return reading.read(parser);
    } catch (JacksonException e) {
      skippedItems.skip(kind, id, "\"" + field + "\" is not JSON: " + reason(e));
      return otherwise;
    }
  }

  private static String tooLong(String what, long bytes) {
    return what + " has " + bytes + " bytes, more than are read of one";
  }

  private static String reason(JacksonException e) {
    // What follows names the parser's methods and lists all of JSON.
    return e.getOriginalMessage().replaceAll(", from `[^`]*`|: was expecting .*", "");
  }

  /** Its "id", as far as it is known. */
  private static String id(byte[] json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          if (JsonValues.nameAndValue(parser).equals("id")) {
            return JsonValues.scalar(parser);
          }
          parser.skipChildren();
        }
      }
      return "";
    } catch (JacksonException e) {
      return "";
    }
  }
}
