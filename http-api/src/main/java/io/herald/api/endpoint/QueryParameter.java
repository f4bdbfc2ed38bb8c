package io.herald.api.endpoint;

import static java.util.Objects.requireNonNull;

import io.herald.api.schema.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A parameter in the query of a request. It may be given once.
 *
 * @param name as it is written in the query
 * @param schema what it may be; its description is the parameter's
 * @param example a value as it is written
 * @param required whether a request without it is refused
 * @param reader makes a value of the text; an IllegalArgumentException's message is the remedy
 */
public record QueryParameter<T>(
    String name, Schema schema, String example, boolean required, Function<String, T> reader) {

  public QueryParameter {
    requireNonNull(name, "name");
    requireNonNull(schema, "schema");
    requireNonNull(example, "example");
    requireNonNull(reader, "reader");
  }

  /** Any text, which may be empty. */
  public static QueryParameter<String> text(String name, String meaning, String example) {
    return new QueryParameter<>(name, Schema.text(meaning), example, false, Function.identity());
  }

  /** One of a few words. */
  public static <T> QueryParameter<T> word(
      String name, String meaning, List<T> values, Function<T, String> spelled) {
    String[] words = values.stream().map(spelled).toArray(String[]::new);
    return new QueryParameter<>(
        name,
        Schema.word(meaning, words),
        words[0],
        false,
        text ->
            values.stream()
                .filter(value -> spelled.apply(value).equals(text))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "write one of " + String.join(", ", Arrays.asList(words)))));
  }

  /** A whole number from {@code least} to {@code most}. */
  public static QueryParameter<Long> number(
      String name, String meaning, long least, long most, String example) {
    return new QueryParameter<>(
        name,
        Schema.integer(meaning, least, most),
        example,
        false,
        text -> {
          String remedy = "write a whole number from " + least + " to " + most;
          // Long.parseLong would take signs and other scripts' digits.
          if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(remedy);
          }
          long number = Long.parseLong(text);
          if (number < least || number > most) {
            throw new IllegalArgumentException(remedy);
          }
          return number;
        });
  }

  /** The same, without which a request is refused. */
  public QueryParameter<T> asRequired() {
    return new QueryParameter<>(name, schema, example, true, reader);
  }

  /** The value of the text, or why it is refused. */
  T read(String text) throws RefusedRequestException {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw RefusedRequestException.badParameter(
          name, Optional.of(text), requireNonNull(e.getMessage(), "a refusal says what to write"));
    }
  }
}
