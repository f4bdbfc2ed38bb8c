package io.herald.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lists of elements that mean something; as a flag {@code A,B,…}. An element that means nothing is
 * a problem, and left out. Immutable.
 *
 * @param <E> what an element means
 */
public final class ListType<E> extends ValueType<List<E>> {

  private final String placeholder;
  private final Function<String, E> parse;
  private final Function<E, String> print;
  private final Optional<String> ifEmpty;
  private final boolean distinct;

  ListType(String placeholder, Function<String, E> parse, Function<E, String> print) {
    this(placeholder, parse, print, Optional.empty(), false);
  }

  private ListType(
      String placeholder,
      Function<String, E> parse,
      Function<E, String> print,
      Optional<String> ifEmpty,
      boolean distinct) {
    this.placeholder = placeholder;
    this.parse = parse;
    this.print = print;
    this.ifEmpty = ifEmpty;
    this.distinct = distinct;
  }

  /** An empty list is a problem. */
  public ListType<E> notEmpty(String problem) {
    return new ListType<>(placeholder, parse, print, Optional.of(problem), distinct);
  }

  /** An element that comes again is a problem. */
  public ListType<E> distinct() {
    return new ListType<>(placeholder, parse, print, ifEmpty, true);
  }

  @Override
  public String placeholder() {
    return placeholder;
  }

  @Override
  public String values() {
    return "list";
  }

  @Override
  JsonNode ofText(String text) {
    return ValueTypes.array(text);
  }

  @Override
  Optional<List<E>> read(JsonNode json, Consumer<String> problems) {
    if (!json.isArray()) {
      problems.accept("write a list, [\"…\", \"…\"]");
      return Optional.empty();
    }
    if (json.isEmpty() && ifEmpty.isPresent()) {
      problems.accept(ifEmpty.get());
      return Optional.empty();
    }
    List<E> elements = new ArrayList<>();
    for (String text : ValueTypes.strings(json, problems)) {
      Optional<E> element = ValueTypes.understood(text, parse, problems);
      if (distinct && element.isPresent() && elements.contains(element.get())) {
        problems.accept("\"" + text + "\" is given twice; write each once");
      } else {
        element.ifPresent(elements::add);
      }
    }
    return Optional.of(List.copyOf(elements));
  }

  @Override
  public String text(List<E> value) {
    return value.isEmpty() ? "none" : value.stream().map(print).collect(Collectors.joining(","));
  }

  @Override
  public Object shown(List<E> value) {
    return value.stream().map(print).toList();
  }
}
