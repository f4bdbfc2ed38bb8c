package io.herald.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values that were given for the parameters of a table. What is wrong with one is noted as a
 * problem, its default takes its place, and reading goes on, so that one run shows every mistake. A
 * value that is never asked for is never judged. For one thread.
 */
public final class Values {

  /**
   * One value as it was given.
   *
   * @param where for messages: {@code config.json: "httpPort"}, {@code --http-port}
   */
  record Given(JsonNode json, String where) {}

  private final Map<Parameter<?>, Given> given = new HashMap<>();
  private final Map<Parameter<?>, Optional<?>> read = new HashMap<>();
  private final Map<Parameter<?>, Object> settled = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Values() {}

  /** A later one replaces an earlier one. */
  void put(Parameter<?> parameter, JsonNode json, String where) {
    given.put(parameter, new Given(json, where));
  }

  Optional<String> place(Parameter<?> parameter) {
    return Optional.ofNullable(given.get(parameter)).map(Given::where);
  }

  /** The value that was given, or the default. */
  public <T> T get(Parameter<T> parameter) {
    return find(parameter)
        .orElseGet(
            () ->
                parameter
                    .defaultValue()
                    .orElseThrow(
                        () -> new IllegalStateException(parameter + " has no default; use find")));
  }

  /** The value that was given; empty if none was, or one that can't be used. */
  public <T> Optional<T> find(Parameter<T> parameter) {
    Optional<?> known = read.get(parameter);
    if (known == null) {
      known =
          givenTo(parameter)
              .flatMap(
                  value ->
                      parameter
                          .type()
                          .read(value.json(), sentence -> problem(parameter, sentence)));
      read.put(parameter, known);
    }
    @SuppressWarnings("unchecked") // what the parameter's own type read
    Optional<T> value = (Optional<T>) known;
    return value;
  }

  /**
   * Says what a parameter comes to, where that is neither its value nor its default as it stands.
   */
  public <T> void settle(Parameter<T> parameter, T value) {
    settled.put(parameter, value);
  }

  /**
   * What a JSON document shows of the effective value: the settled one, else the one that was
   * given, else the default; empty if there is none of them.
   */
  public <T> Optional<Object> shown(Parameter<T> parameter) {
    @SuppressWarnings("unchecked") // settle puts what the parameter has
    Optional<T> effective = Optional.ofNullable((T) settled.get(parameter));
    return effective.or(() -> find(parameter)).or(parameter::defaultValue).map(parameter::shown);
  }

  /** Whether a value was given, good or not; null counts as none. */
  public boolean isGiven(Parameter<?> parameter) {
    return givenTo(parameter).isPresent();
  }

  private Optional<Given> givenTo(Parameter<?> parameter) {
    return Optional.ofNullable(given.get(parameter)).filter(value -> !value.json().isNull());
  }

  /** Whether there is nothing to read: no value was given, or an empty text. */
  boolean isMissing(Parameter<?> parameter) {
    return givenTo(parameter)
        .filter(value -> !(value.json().isTextual() && value.json().textValue().isEmpty()))
        .isEmpty();
  }

  /** Where the parameter was given, with its value; how to give it, if it wasn't. */
  public String where(Parameter<?> parameter) {
    return givenTo(parameter)
        .map(value -> value.where() + parameter.shownInProblem(value.json().toString()))
        .orElse("\"" + parameter.key() + "\"");
  }

  /** The value can't be used: says why, and what to write. */
  public void problem(Parameter<?> parameter, String sentence) {
    problems.add(where(parameter) + ": " + sentence);
  }

  /** The same of one element of a list: {@code config.json: "masters[1]" = "10.0.0.1": …}. */
  public void problemOfElement(Parameter<?> parameter, int index, String text, String sentence) {
    problems.add(
        placeOf(parameter, "[" + index + "]")
            + parameter.shownInProblem("\"" + text + "\"")
            + ": "
            + sentence);
  }

  private String placeOf(Parameter<?> parameter, String suffix) {
    String where = givenTo(parameter).map(Given::where).orElse("\"" + parameter.key() + "\"");
    return where.endsWith("\"")
        ? where.substring(0, where.length() - 1) + suffix + "\""
        : where + suffix;
  }

  /** Something is wrong that concerns several parameters. */
  public void problem(String sentence) {
    problems.add(sentence);
  }

  /** Something has no effect, or not the one that it seems to have. */
  public void warn(String sentence) {
    warnings.add(sentence);
  }

  public List<String> problems() {
    return List.copyOf(problems);
  }

  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * Refuses them if anything is wrong.
   *
   * @throws SettingsException with every problem
   */
  public void refuse() throws SettingsException {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }
}
