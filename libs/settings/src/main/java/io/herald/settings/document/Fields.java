package io.herald.settings.document;

import io.herald.settings.document.SyntaxNode.Kind;
import io.herald.settings.document.SyntaxNode.Mapping;
import io.herald.settings.document.SyntaxNode.Scalar;
import io.herald.settings.document.SyntaxNode.Sequence;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Takes typed fields out of one mapping. What is wrong becomes an error, and the reading goes on,
 * so that all errors are found. {@link #close} rejects the keys that were not read.
 *
 * <p>A field that is null counts as absent.
 */
public final class Fields implements AutoCloseable {

  // Durations as nanoseconds in a long go up to 292 years; no job needs a tenth of one.
  private static final BigDecimal LONGEST_SECONDS = new BigDecimal("1e9");

  private final String path;
  private final int line;
  private final DocumentErrors errors;
  private final Map<String, SyntaxNode> values = new LinkedHashMap<>();
  private final Map<String, Integer> keyLines = new LinkedHashMap<>();
  private final TreeSet<String> known = new TreeSet<>();

  /**
   * A reader of a mapping.
   *
   * @param path of the mapping, empty for the file's own
   */
  public Fields(String path, Mapping mapping, DocumentErrors errors) {
    this.path = path;
    this.line = mapping.line();
    this.errors = errors;
    errors.seen(path, line);
    for (SyntaxNode.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      int at = entry.key().line();
      if (entry.key().kind() != Kind.TEXT) {
        errors.add(at, path, "the key " + key + " is not a text; put it in quotes");
      }
      if (values.put(key, entry.value()) != null) {
        errors.add(at, field(key), "it is given twice; remove one");
      }
      keyLines.putIfAbsent(key, at);
      errors.seen(field(key), at);
    }
  }

  /** The path of a field in this mapping. */
  public String field(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Says what is wrong with the mapping as a whole. */
  public void error(String sentence) {
    errors.add(line, path, sentence);
  }

  /** Each key, for mappings whose keys the user chooses. */
  public List<String> keys() {
    return List.copyOf(values.keySet());
  }

  public Optional<SyntaxNode> node(String name) {
    known.add(name);
    return Optional.ofNullable(values.get(name)).filter(value -> !isNull(value));
  }

  /** A text; a whole number counts as one, as it is written. */
  public Optional<String> text(String name) {
    return node(name).flatMap(value -> text(field(name), value));
  }

  public String requiredText(String name) {
    require(name);
    return text(name).orElse("");
  }

  /** A text that has a form of its own; the conversion throws a clause that names the remedy. */
  public <T> T parsed(String name, Function<String, T> conversion, T otherwise) {
    Optional<String> text = text(name);
    try {
      return text.map(conversion).orElse(otherwise);
    } catch (IllegalArgumentException e) {
      errors.add(keyLines.getOrDefault(name, line), field(name), e.getMessage());
      return otherwise;
    }
  }

  public boolean truth(String name, boolean otherwise) {
    return scalar(name, "true or false", scalar -> scalar.kind() == Kind.BOOLEAN)
        .map(scalar -> Boolean.parseBoolean(scalar.text()))
        .orElse(otherwise);
  }

  public int integer(String name, int otherwise) {
    return scalar(name, "a whole number", scalar -> scalar.kind() == Kind.INTEGER)
        .flatMap(scalar -> converted(name, scalar, Integer::valueOf))
        .orElse(otherwise);
  }

  public double number(String name, double otherwise) {
    return scalar(name, "a number", Fields::isNumber)
        .flatMap(scalar -> converted(name, scalar, Double::valueOf))
        .orElse(otherwise);
  }

  /** Seconds, fractions allowed. */
  public Duration seconds(String name, Duration otherwise) {
    return scalar(name, "a number of seconds", Fields::isNumber)
        .flatMap(scalar -> converted(name, scalar, Fields::seconds))
        .orElse(otherwise);
  }

  /** Bytes: a whole number, or a text as {@link ByteSize} reads it. */
  public long bytes(String name, long otherwise) {
    return scalar(
            name,
            "bytes as a whole number, or a text like 64MB",
            scalar -> scalar.kind() == Kind.INTEGER || scalar.kind() == Kind.TEXT)
        .flatMap(scalar -> converted(name, scalar, ByteSize::parse))
        .orElse(otherwise);
  }

  /** A field that must be there; whatever it is. */
  public void require(String name) {
    known.add(name);
    SyntaxNode value = values.get(name);
    if (value == null) {
      errors.add(line, field(name), "it is missing; add it");
    } else if (isNull(value)) {
      errors.add(keyLines.getOrDefault(name, line), field(name), "it is empty; give it a value");
    }
  }

  /** Says what is wrong with a field, at the line of its name. */
  public void error(String name, String sentence) {
    errors.add(keyLines.getOrDefault(name, line), field(name), sentence);
  }

  /** Says what is wrong with the value of a field, at the value's line. */
  public void error(String name, SyntaxNode value, String sentence) {
    errors.add(value.line(), field(name), sentence);
  }

  /** The fields of a mapping in this one. */
  public Optional<Fields> mapping(String name) {
    return node(name).flatMap(value -> mapping(field(name), value));
  }

  public Optional<Fields> mapping(String field, SyntaxNode value) {
    if (value instanceof Mapping mapping) {
      return Optional.of(new Fields(field, mapping, errors));
    }
    wrongType(field, value, "a mapping (name: value)");
    return Optional.empty();
  }

  /** The items of a list; empty if there is none. */
  public List<SyntaxNode> list(String name) {
    Optional<SyntaxNode> value = node(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof Sequence sequence) {
      List<SyntaxNode> items = sequence.items();
      for (int i = 0; i < items.size(); i++) {
        errors.seen(field(name) + "[" + i + "]", items.get(i).line());
      }
      return items;
    }
    wrongType(field(name), value.get(), "a list");
    return List.of();
  }

  /** A mapping of texts; empty if there is none. */
  public Map<String, String> texts(String name) {
    Map<String, String> texts = new TreeMap<>();
    mapping(name)
        .ifPresent(
            fields -> {
              for (String key : fields.keys()) {
                fields.require(key);
                fields.text(key).ifPresent(text -> texts.put(key, text));
              }
            });
    return texts;
  }

  public Optional<String> text(String field, SyntaxNode value) {
    if (value instanceof Scalar scalar) {
      if (scalar.kind() == Kind.TEXT || scalar.kind() == Kind.INTEGER) {
        return Optional.of(scalar.text());
      }
      errors.add(
          value.line(),
          field,
          scalar.description() + " stands where a text is expected; put it in quotes");
      return Optional.empty();
    }
    wrongType(field, value, "a text");
    return Optional.empty();
  }

  /** Refuses the keys that weren't asked for. */
  @Override
  public void close() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        errors.add(keyLines.getOrDefault(key, line), field(key), unknown(key));
      }
    }
  }

  private String unknown(String key) {
    return Spelling.nearest(key, known)
        .map(near -> "unknown field; did you mean \"" + near + "\"?")
        .orElse("unknown field; known here: " + String.join(", ", known));
  }

  private Optional<Scalar> scalar(String name, String expected, Predicate<Scalar> fits) {
    Optional<SyntaxNode> value = node(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Scalar scalar && fits.test(scalar)) {
      return Optional.of(scalar);
    }
    wrongType(field(name), value.get(), expected);
    return Optional.empty();
  }

  private <T> Optional<T> converted(String name, Scalar scalar, Function<String, T> conversion) {
    try {
      return Optional.of(conversion.apply(scalar.text()));
    } catch (NumberFormatException e) {
      errors.add(scalar.line(), field(name), scalar.text() + " is too large; write less");
    } catch (IllegalArgumentException e) {
      errors.add(scalar.line(), field(name), e.getMessage());
    }
    return Optional.empty();
  }

  private static Duration seconds(String text) {
    BigDecimal seconds = new BigDecimal(text);
    if (seconds.abs().compareTo(LONGEST_SECONDS) > 0) {
      throw new NumberFormatException(text);
    }
    return Duration.ofNanos(seconds.movePointRight(9).longValue());
  }

  private void wrongType(String field, SyntaxNode value, String expected) {
    errors.add(value.line(), field, value.description() + " stands here; write " + expected);
  }

  private static boolean isNumber(Scalar scalar) {
    return scalar.kind() == Kind.INTEGER || scalar.kind() == Kind.NUMBER;
  }

  private static boolean isNull(SyntaxNode value) {
    return value instanceof Scalar scalar && scalar.kind() == Kind.NULL;
  }
}
