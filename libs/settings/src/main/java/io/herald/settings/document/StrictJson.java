package io.herald.settings.document;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON that a person wrote, as a tree. A key that comes twice is refused, and so is a second value;
 * what is wrong is told with line, column and what is expected there, and never quotes a value,
 * which may be a secret.
 */
public final class StrictJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final JsonMapper LAST_COUNTS =
      MAPPER.rebuild().disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final String PLACE = "\\[Source: [^\\]]*line: (\\d+), column: (\\d+)\\]";

  /** What the parser says, and what we say of it. The first that fits counts. */
  private static final List<Sentence> SENTENCES =
      List.of(
          new Sentence("Duplicate field '(.*)'", "the key \"$1\" is given twice; remove one"),
          new Sentence("Trailing token .*", "a second value begins here; write one per file"),
          new Sentence(
              "Unexpected end-of-input: expected close marker for Object .*" + PLACE + ".*",
              "this is not JSON: the file ends, and the object that begins at line $1, column $2 is"
                  + " not closed; expected }"),
          new Sentence(
              "Unexpected end-of-input: expected close marker for Array .*" + PLACE + ".*",
              "this is not JSON: the file ends, and the list that begins at line $1, column $2 is"
                  + " not closed; expected ]"),
          new Sentence(
              "Unexpected end-of-input.*(closing quote|VALUE_STRING|field name).*",
              "this is not JSON: the file ends within a text; expected a double quote"),
          new Sentence(
              "Unexpected end-of-input.*|No content to map.*",
              "this is not JSON: the file ends; expected a value"),
          new Sentence(
              "Unexpected close marker '(.)': expected '(.)' .*" + PLACE + ".*",
              "this is not JSON: expected $2, which closes what begins at line $3, column $4, not"
                  + " $1"),
          new Sentence(
              ".*was expecting double-quote to start field name",
              "this is not JSON: expected a key in double quotes"),
          new Sentence(
              ".*was expecting a colon to separate field name and value",
              "this is not JSON: expected a colon behind the key"),
          new Sentence(
              ".*was expecting comma to separate Object entries",
              "this is not JSON: expected a comma or }"),
          new Sentence(
              ".*was expecting comma to separate Array entries",
              "this is not JSON: expected a comma or ]"),
          new Sentence(
              "Illegal unquoted character.*",
              "this is not JSON: a text holds a line end or control character; expected an escape,"
                  + " such as \\\\n, or a double quote"),
          new Sentence(
              "Unrecognized character escape.*|.*escape sequence.*",
              "this is not JSON: a text holds a backslash that means nothing; expected \\\\\\\\"),
          new Sentence(
              "Invalid numeric value.*|.*(in a number|in numeric value|following).*",
              "this is not JSON: expected a number, as 10 or 0.25"));

  /** Such a place is behind the token. */
  private static final Pattern TOKEN =
      Pattern.compile("Unrecognized token '(.*)': .*", Pattern.DOTALL);

  private static final String VALUE =
      "this is not JSON: expected a value: a text in double quotes, a number, true, false, null, a"
          + " list or an object";

  private record Sentence(Pattern parsers, String ours) {

    Sentence(String parsers, String ours) {
      this(Pattern.compile(parsers, Pattern.DOTALL), ours);
    }
  }

  private StrictJson() {}

  /**
   * The tree of a text.
   *
   * @throws SyntaxException if it is not one value in JSON, or an object has a key twice
   */
  public static JsonNode parse(String text) throws SyntaxException {
    return parse(MAPPER, text);
  }

  /**
   * The same of a file that others have read so far, for whom the last of several equal keys
   * counts: of those of the outermost object it counts here too.
   *
   * @param repeated told of the first such key
   * @throws SyntaxException if it is not one value in JSON, or an object in it has a key twice
   */
  public static JsonNode parse(String text, Consumer<SyntaxException> repeated)
      throws SyntaxException {
    try {
      return read(MAPPER, text);
    } catch (JsonProcessingException e) {
      if (!isOfOutermost(e)) {
        throw refused(e);
      }
      JsonNode tree = parse(LAST_COUNTS, text);
      repeated.accept(refused(e));
      return tree;
    }
  }

  /** Whether a key comes twice in the outermost object. */
  private static boolean isOfOutermost(JsonProcessingException failure) {
    return String.valueOf(failure.getOriginalMessage()).startsWith("Duplicate field")
        && failure.getProcessor() instanceof JsonParser parser
        && parser.getParsingContext().getParent() != null
        && parser.getParsingContext().getParent().inRoot();
  }

  private static JsonNode parse(JsonMapper mapper, String text) throws SyntaxException {
    try {
      return read(mapper, text);
    } catch (JsonProcessingException e) {
      throw refused(e);
    }
  }

  private static JsonNode read(JsonMapper mapper, String text) throws JsonProcessingException {
    return mapper.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  /** What is wrong, in our words. */
  static SyntaxException refused(JsonProcessingException failure) {
    JsonLocation at = failure.getLocation();
    int line = at == null ? 1 : Math.max(1, at.getLineNr());
    int column = at == null ? 0 : Math.max(0, at.getColumnNr());
    String said = String.valueOf(failure.getOriginalMessage());
    for (Sentence sentence : SENTENCES) {
      Matcher parsers = sentence.parsers().matcher(said);
      if (parsers.matches()) {
        return new SyntaxException(line, column, parsers.replaceAll(sentence.ours()));
      }
    }
    Matcher token = TOKEN.matcher(said);
    int length = token.matches() ? token.group(1).length() : 0;
    return new SyntaxException(line, Math.max(1, column - length), VALUE);
  }
}
