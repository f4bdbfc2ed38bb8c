package io.herald.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Numbers with a fraction, and what they mean. Immutable. */
final class FractionType<T extends Comparable<T>> extends ScalarType<T> {

  private final String remedy;
  private final Function<Double, T> meaning;
  private final Function<T, String> print;
  private final Optional<T> least;

  private FractionType(
      String placeholder,
      String values,
      String remedy,
      Function<Double, T> meaning,
      Function<T, String> print,
      Optional<T> least) {
    super(placeholder, values);
    this.remedy = remedy;
    this.meaning = meaning;
    this.print = print;
    this.least = least;
  }

  /** Seconds; {@code least} empty: negative ones mean something too. */
  static ValueType<Duration> seconds(Optional<Duration> least) {
    return new FractionType<>(
        "SECONDS",
        "seconds, "
            + least.map(one -> secondsText(one) + " or more, ").orElse("")
            + "with a fraction",
        "write a number of seconds, 10 or 0.25",
        number -> Duration.ofMillis(Math.round(number * 1000)),
        FractionType::secondsText,
        least);
  }

  static ValueType<Double> decimal(double least) {
    return new FractionType<>(
        "NUMBER",
        numberText(least) + " or more, with a fraction",
        "write a number, 1 or 0.25",
        number -> number,
        FractionType::numberText,
        Optional.of(least));
  }

  @Override
  JsonNode ofText(String text) {
    return text.matches("[+-]?(\\d{1,15}(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,2})?")
        ? JsonNodeFactory.instance.numberNode(new BigDecimal(text))
        : JsonNodeFactory.instance.textNode(text);
  }

  @Override
  Optional<T> read(JsonNode json, Consumer<String> problems) {
    if (!json.isNumber()) {
      problems.accept(remedy);
      return Optional.empty();
    }
    T value = meaning.apply(json.doubleValue());
    if (least.isPresent() && value.compareTo(least.get()) < 0) {
      problems.accept("it must be " + print.apply(least.get()) + " or more");
      return Optional.empty();
    }
    return Optional.of(value);
  }

  @Override
  public String text(T value) {
    return print.apply(value);
  }

  private static String secondsText(Duration value) {
    return BigDecimal.valueOf(value.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  private static String numberText(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
