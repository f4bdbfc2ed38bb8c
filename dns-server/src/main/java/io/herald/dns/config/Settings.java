package io.herald.dns.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.runtime.net.CidrNetwork;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The values that were given, one for each parameter at most, read with their types and ranges.
 * What is wrong is noted, the default takes its place, and reading goes on, so that one run shows
 * every mistake. Used by one thread.
 */
final class Settings {

  private final Map<Parameter, Setting> given = new EnumMap<>(Parameter.class);
  private final List<String> problems = new ArrayList<>();

  void put(Setting setting) {
    given.put(setting.parameter(), setting);
  }

  List<String> problems() {
    return problems;
  }

  Optional<Setting> get(Parameter parameter) {
    return Optional.ofNullable(given.get(parameter)).filter(setting -> !setting.value().isNull());
  }

  /** Where the parameter was given; how to give it, if it wasn't. */
  String where(Parameter parameter) {
    return get(parameter).map(Setting::toString).orElse("\"" + parameter.key() + "\"");
  }

  void problem(Parameter parameter, String sentence) {
    problems.add(where(parameter) + ": " + sentence);
  }

  String text(Parameter parameter, String otherwise) {
    return read(parameter, JsonNode::isTextual, "write text in quotes")
        .map(JsonNode::textValue)
        .orElse(otherwise);
  }

  boolean flag(Parameter parameter, boolean otherwise) {
    return read(parameter, JsonNode::isBoolean, "write true or false, without quotes")
        .map(JsonNode::booleanValue)
        .orElse(otherwise);
  }

  int number(Parameter parameter, int otherwise, int least, int most) {
    return (int) longNumber(parameter, otherwise, least, most);
  }

  long longNumber(Parameter parameter, long otherwise, long least, long most) {
    Optional<JsonNode> value =
        read(parameter, JsonNode::isIntegralNumber, "write a whole number, without quotes");
    if (value.isEmpty()) {
      return otherwise;
    }
    long number = value.get().canConvertToLong() ? value.get().longValue() : Long.MIN_VALUE;
    if (number < least || number > most) {
      problem(parameter, "it must be " + least + " to " + most);
      return otherwise;
    }
    return number;
  }

  List<String> list(Parameter parameter, List<String> otherwise) {
    return read(parameter, JsonNode::isArray, "write a list, [\"…\", \"…\"]")
        .map(array -> texts(parameter, array))
        .orElse(otherwise);
  }

  List<CidrNetwork> networks(Parameter parameter) {
    return elements(parameter, CidrNetwork::parse);
  }

  /** What each element of a list means; those that mean nothing are noted and left out. */
  <T> List<T> elements(Parameter parameter, Function<String, T> meaning) {
    List<T> elements = new ArrayList<>();
    for (String text : list(parameter, List.of())) {
      try {
        elements.add(meaning.apply(text));
      } catch (IllegalArgumentException e) {
        problem(parameter, String.valueOf(e.getMessage()));
      }
    }
    return elements;
  }

  Optional<JsonNode> object(Parameter parameter) {
    return read(parameter, JsonNode::isObject, "write an object, {\"…\": …}");
  }

  List<String> texts(Parameter parameter, JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array) {
      if (element.isTextual()) {
        texts.add(element.textValue());
      } else {
        problem(parameter, "element " + texts.size() + " is not text; write text in quotes");
      }
    }
    return texts;
  }

  private Optional<JsonNode> read(Parameter parameter, Predicate<JsonNode> type, String remedy) {
    Optional<JsonNode> value = get(parameter).map(Setting::value);
    if (value.isPresent() && !type.test(value.get())) {
      problem(parameter, remedy);
      return Optional.empty();
    }
    return value;
  }
}
