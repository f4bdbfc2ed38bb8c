package io.herald.api.schema;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What one value of a JSON document may be. A schema with a name is written once, among the
 * document's components, and referred to elsewhere. Immutable.
 */
public final class Schema {

  private static final String DESCRIPTION = "description";
  private static final String TYPE = "type";

  private final Optional<String> name;

  /** Keywords in their order; values are text, numbers, lists, {@link Schema}, maps of these. */
  private final Map<String, Object> keywords;

  private Schema(Optional<String> name, Map<String, Object> keywords) {
    this.name = name;
    this.keywords = new LinkedHashMap<>(keywords);
  }

  /** Any text. */
  public static Schema text(String meaning) {
    return of("string", meaning);
  }

  /** One of these words. */
  public static Schema word(String meaning, String... words) {
    return text(meaning).with("enum", List.of(words));
  }

  /** An instant in UTC, RFC 3339: {@code 2026-11-30T06:44:58.123Z}. */
  public static Schema instant(String meaning) {
    return text(meaning).with("format", "date-time");
  }

  /** A whole number from {@code least} to {@code most}. */
  public static Schema integer(String meaning, long least, long most) {
    return integer(meaning, least).with("maximum", most);
  }

  /** A whole number, at least {@code least}. */
  public static Schema integer(String meaning, long least) {
    return of("integer", meaning).with("minimum", least);
  }

  /** A number that need not be whole. */
  public static Schema number(String meaning) {
    return of("number", meaning);
  }

  public static Schema flag(String meaning) {
    return of("boolean", meaning);
  }

  public static Schema listOf(String meaning, Schema item) {
    return of("array", meaning).with("items", item);
  }

  /** An object whose keys are data. */
  public static Schema mapOf(String meaning, Schema value) {
    return of("object", meaning).with("additionalProperties", value);
  }

  /** An object of {@link Properties fields}. */
  public static Properties object(String meaning) {
    return new Properties(meaning);
  }

  private static Schema of(String type, String meaning) {
    Map<String, Object> keywords = new LinkedHashMap<>();
    keywords.put(TYPE, type);
    keywords.put(DESCRIPTION, requireNonNull(meaning, "meaning"));
    return new Schema(Optional.empty(), keywords);
  }

  /** This schema with one more keyword. */
  public Schema with(String keyword, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(keywords);
    more.put(keyword, value);
    return new Schema(name, more);
  }

  /** This schema under a name, one that no other schema of the document has. */
  public Schema named(String as) {
    return new Schema(Optional.of(as), keywords);
  }

  /**
   * The schema in JSON's maps and lists: a reference, if it has a name.
   *
   * @param components gets every schema with a name, once
   */
  public Map<String, Object> view(BiConsumer<String, Map<String, Object>> components) {
    if (name.isEmpty()) {
      return inline(components);
    }
    components.accept(name.get(), inline(components));
    return Map.of("$ref", "#/components/schemas/" + name.get());
  }

  private Map<String, Object> inline(BiConsumer<String, Map<String, Object>> components) {
    Map<String, Object> view = new LinkedHashMap<>();
    keywords.forEach((keyword, value) -> view.put(keyword, plain(value, components)));
    return view;
  }

  private static Object plain(Object value, BiConsumer<String, Map<String, Object>> components) {
    if (value instanceof Schema schema) {
      return schema.view(components);
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> view = new LinkedHashMap<>();
      map.forEach((key, of) -> view.put(key.toString(), plain(of, components)));
      return view;
    }
    return value;
  }

  /** The fields of an object, in the order in which it has them. */
  public static final class Properties {

    private final String meaning;
    private final Map<String, Schema> fields = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();

    private Properties(String meaning) {
      this.meaning = meaning;
    }

    /** A field that is always there. */
    public Properties field(String key, Schema schema) {
      required.add(key);
      return optional(key, schema);
    }

    /** A field that may be absent; its meaning says when. */
    public Properties optional(String key, Schema schema) {
      if (fields.put(key, schema) != null) {
        throw new IllegalArgumentException("the field \"" + key + "\" is there twice");
      }
      return this;
    }

    /** Every field of another object. */
    public Properties all(Properties other) {
      other.fields.forEach(
          (key, schema) -> {
            if (other.required.contains(key)) {
              field(key, schema);
            } else {
              optional(key, schema);
            }
          });
      return this;
    }

    public Schema schema() {
      Schema object = of("object", meaning).with("properties", new LinkedHashMap<>(fields));
      return required.isEmpty() ? object : object.with("required", List.copyOf(required));
    }
  }
}
