package io.herald.minimesos.http;

import com.linecorp.armeria.common.QueryParams;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The parameters behind a path's question mark. */
public final class Query {

  private final Map<String, String> parameters = new TreeMap<>();

  public Query(String path) {
    int mark = path.indexOf('?');
    if (mark >= 0) {
      QueryParams.fromQueryString(path.substring(mark + 1))
          .forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
    }
  }

  public Optional<String> get(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /**
   * A number.
   *
   * @throws RefusedException 400, if it isn't one
   */
  public int number(String name, int otherwise) {
    String text = parameters.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw RefusedException.badRequest(
          "Failed to parse query parameter '" + name + "': '" + text + "' is not a number");
    }
  }

  /** {@code ?a=1&b=2}, ordered by name; empty if there are none. */
  @Override
  public String toString() {
    return parameters.isEmpty()
        ? ""
        : parameters.entrySet().stream()
            .map(Object::toString)
            .collect(Collectors.joining("&", "?", ""));
  }
}
