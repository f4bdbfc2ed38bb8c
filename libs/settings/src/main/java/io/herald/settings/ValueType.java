package io.herald.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How values of one kind are written and read: as JSON in a file, as text in flags and environment
 * variables, and in the help. Immutable; the usual ones are in {@link ValueTypes}.
 *
 * @param <T> what a value means
 */
public abstract class ValueType<T> {

  /** What {@code --help} shows in place of a value: {@code NUMBER}. */
  public abstract String placeholder();

  /** What the reference says of the values: {@code 0 to 65535}, {@code text}. */
  public abstract String values();

  /** What a flag without a value stands for; empty if the flag needs one. */
  public Optional<String> alone() {
    return Optional.empty();
  }

  /** Whether the flag may be given several times. */
  public boolean repeats() {
    return false;
  }

  /** The words that a value may be; empty if they can't be counted. */
  public List<String> words() {
    return List.of();
  }

  /** Whether a text is a value of this type, in its form and in its range. */
  public final boolean accepts(String text) {
    List<String> problems = new ArrayList<>();
    Optional<T> value = read(ofText(text), problems::add);
    return value.isPresent() && problems.isEmpty();
  }

  /** The JSON that the texts of a flag stand for; where it does not repeat, the last one counts. */
  JsonNode ofTexts(List<String> texts) {
    return ofText(texts.get(texts.size() - 1));
  }

  /** The JSON that the text of a flag or variable stands for; text of the wrong form stays text. */
  abstract JsonNode ofText(String text);

  /**
   * What the value means; empty if it can't be read, and for text that stands for nothing.
   *
   * @param problems takes a sentence for each thing that is wrong
   */
  abstract Optional<T> read(JsonNode json, Consumer<String> problems);

  /** The value as a flag takes it: what the help shows as a default. */
  public abstract String text(T value);

  /** The value as a JSON document shows it: a number, text, boolean, list or map. */
  public abstract Object shown(T value);

  /**
   * The same values with another meaning.
   *
   * @param to may throw an {@link IllegalArgumentException} whose message says what to write
   * @param back as {@code to} reads it
   */
  public <U> ValueType<U> map(Function<T, U> to, Function<U, T> back) {
    ValueType<T> from = this;
    return new ValueType<>() {
      @Override
      public String placeholder() {
        return from.placeholder();
      }

      @Override
      public String values() {
        return from.values();
      }

      @Override
      public Optional<String> alone() {
        return from.alone();
      }

      @Override
      public boolean repeats() {
        return from.repeats();
      }

      @Override
      public List<String> words() {
        return from.words();
      }

      @Override
      JsonNode ofText(String text) {
        return from.ofText(text);
      }

      @Override
      JsonNode ofTexts(List<String> texts) {
        return from.ofTexts(texts);
      }

      @Override
      Optional<U> read(JsonNode json, Consumer<String> problems) {
        return from.read(json, problems)
            .flatMap(value -> ValueTypes.understood(value, to, problems));
      }

      @Override
      public String text(U value) {
        return from.text(back.apply(value));
      }

      @Override
      public Object shown(U value) {
        return from.shown(back.apply(value));
      }
    };
  }
}
