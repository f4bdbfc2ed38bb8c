package io.herald.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.runtime.failure.Reason;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The usual types of values. */
public final class ValueTypes {

  /** What stands in place of a secret. */
  public static final String MASK = "********";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ValueTypes() {}

  /** Any text; an empty one is as if the parameter were not given. */
  public static ValueType<String> text(String placeholder) {
    return new ScalarType<>(placeholder, "text") {
      @Override
      Optional<String> read(JsonNode json, Consumer<String> problems) {
        return string(json, problems).filter(text -> !text.isEmpty());
      }
    };
  }

  /** Any text, the empty one included. */
  public static ValueType<String> anyText(String placeholder) {
    return parsed(placeholder, Function.identity(), Function.identity());
  }

  /**
   * Text of a certain form, the empty one included.
   *
   * @param parse may throw an {@link IllegalArgumentException} whose message says what to write
   */
  public static <T> ValueType<T> parsed(
      String placeholder, Function<String, T> parse, Function<T, String> print) {
    return new ScalarType<T>(placeholder, "text") {
      @Override
      Optional<T> read(JsonNode json, Consumer<String> problems) {
        return string(json, problems).flatMap(text -> understood(text, parse, problems));
      }

      @Override
      public String text(T value) {
        return print.apply(value);
      }
    };
  }

  /** One of a few words, in any letter case; hyphens and underscores don't differ. */
  public static <E extends Enum<E>> ValueType<E> choice(String placeholder, Class<E> words) {
    List<String> names = new ArrayList<>();
    for (E word : words.getEnumConstants()) {
      names.add(word(word));
    }
    String list = String.join(", ", names);
    return new ScalarType<E>(placeholder, list) {
      @Override
      Optional<E> read(JsonNode json, Consumer<String> problems) {
        return string(json, problems)
            .flatMap(
                text -> {
                  for (E word : words.getEnumConstants()) {
                    if (word(word).equalsIgnoreCase(text.replace('_', '-'))) {
                      return Optional.of(word);
                    }
                  }
                  problems.accept("write one of " + list);
                  return Optional.empty();
                });
      }

      @Override
      public List<String> words() {
        return List.copyOf(names);
      }

      @Override
      public String text(E value) {
        return word(value);
      }
    };
  }

  private static String word(Enum<?> value) {
    String text = value.toString();
    return text.equals(value.name()) ? text.toLowerCase(Locale.ROOT).replace('_', '-') : text;
  }

  /** A path; an empty one is as if the parameter were not given. */
  public static ValueType<Path> file(String placeholder) {
    return new ScalarType<Path>(placeholder, "path") {
      @Override
      Optional<Path> read(JsonNode json, Consumer<String> problems) {
        return string(json, problems)
            .filter(text -> !text.isEmpty())
            .flatMap(text -> understood(text, Path::of, problems));
      }
    };
  }

  /** A whole number. */
  public static ValueType<Integer> number(Range range) {
    if (!new Range(Integer.MIN_VALUE, Integer.MAX_VALUE).contains(range.least())
        || !new Range(Integer.MIN_VALUE, Integer.MAX_VALUE).contains(range.most())) {
      throw new IllegalArgumentException("a number of " + range + " needs longNumber");
    }
    return longNumber(range).map(Math::toIntExact, Integer::longValue);
  }

  /** A whole number of more than 31 bits. */
  public static ValueType<Long> longNumber(Range range) {
    return new ScalarType<Long>("NUMBER", range.toString()) {
      @Override
      JsonNode ofText(String text) {
        return text.matches("[+-]?\\d{1,30}")
            ? JSON.numberNode(new BigInteger(text))
            : JSON.textNode(text);
      }

      @Override
      Optional<Long> read(JsonNode json, Consumer<String> problems) {
        if (!json.isIntegralNumber()) {
          problems.accept("write a whole number, without quotes");
          return Optional.empty();
        }
        if (!json.canConvertToLong() || !range.contains(json.longValue())) {
          problems.accept("it must be " + range);
          return Optional.empty();
        }
        return Optional.of(json.longValue());
      }

      @Override
      public Object shown(Long value) {
        return value;
      }
    };
  }

  /** Whole seconds. */
  public static ValueType<Duration> seconds(Range range) {
    return longNumber(range).map(Duration::ofSeconds, Duration::toSeconds);
  }

  /** True or false; a flag alone means true. */
  public static ValueType<Boolean> onOff() {
    return new ScalarType<Boolean>("true|false", "true or false") {
      @Override
      public Optional<String> alone() {
        return Optional.of("true");
      }

      @Override
      JsonNode ofText(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
          case "", "true", "yes", "on", "1" -> JSON.booleanNode(true);
          case "false", "no", "off", "0" -> JSON.booleanNode(false);
          default -> JSON.textNode(text);
        };
      }

      @Override
      Optional<Boolean> read(JsonNode json, Consumer<String> problems) {
        if (!json.isBoolean()) {
          problems.accept("write true or false, without quotes");
          return Optional.empty();
        }
        return Optional.of(json.booleanValue());
      }

      @Override
      public Object shown(Boolean value) {
        return value;
      }
    };
  }

  /** A list of texts; as a flag {@code A,B,…}. */
  public static ListType<String> texts() {
    return listOf("A,B,…", Function.identity(), Function.identity());
  }

  /**
   * A list whose elements mean something; as a flag {@code A,B,…}. Elements that mean nothing are
   * problems, and left out.
   *
   * @param parse may throw an {@link IllegalArgumentException} whose message names the element and
   *     says what to write
   */
  public static <T> ListType<T> listOf(
      String placeholder, Function<String, T> parse, Function<T, String> print) {
    return new ListType<>(placeholder, parse, print);
  }

  /** Lists by name; as a flag {@code NAME=A,B;…}. */
  public static ValueType<Map<String, List<String>>> listsByName(String placeholder) {
    return new ValueType<Map<String, List<String>>>() {
      @Override
      public String placeholder() {
        return placeholder;
      }

      @Override
      public String values() {
        return "object of lists";
      }

      @Override
      JsonNode ofText(String text) {
        ObjectNode lists = JSON.objectNode();
        for (String one : text.split(";", -1)) {
          int equals = one.indexOf('=');
          if (equals < 0) {
            return JSON.textNode(text);
          }
          // A name that comes again adds to its list, as a repeated flag does.
          lists
              .withArrayProperty(one.substring(0, equals).strip())
              .addAll(array(one.substring(equals + 1)));
        }
        return lists;
      }

      @Override
      Optional<Map<String, List<String>>> read(JsonNode json, Consumer<String> problems) {
        if (!json.isObject()) {
          problems.accept("write an object, {\"…\": …}");
          return Optional.empty();
        }
        Map<String, List<String>> lists = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
          if (!entry.getValue().isArray()) {
            problems.accept("\"" + entry.getKey() + "\": write a list, [\"…\", \"…\"]");
          } else {
            lists.put(entry.getKey(), strings(entry.getValue(), problems));
          }
        }
        return Optional.of(lists);
      }

      @Override
      public String text(Map<String, List<String>> value) {
        return value.isEmpty()
            ? "none"
            : value.entrySet().stream()
                .map(list -> list.getKey() + "=" + String.join(",", list.getValue()))
                .collect(Collectors.joining(";"));
      }

      @Override
      public Object shown(Map<String, List<String>> value) {
        return value;
      }
    };
  }

  /** Texts by name, and these by name; as a flag {@code NAME=KEY:TEXT,KEY:TEXT;…}. */
  public static ValueType<Map<String, Map<String, String>>> textsByName(String placeholder) {
    return new TextsByName(placeholder);
  }

  /**
   * A principal and its secret: an object with these two keys in any letter case, either of which
   * may be missing; as a flag {@code PRINCIPAL:SECRET}.
   *
   * @param make of principal and secret, each empty if it is missing
   */
  public static <T> ValueType<T> login(
      LoginMaker<T> make, Function<T, String> principal, Function<T, String> secret) {
    return new ValueType<T>() {
      @Override
      public String placeholder() {
        return "PRINCIPAL:SECRET";
      }

      @Override
      public String values() {
        return "object";
      }

      @Override
      JsonNode ofText(String text) {
        int colon = text.indexOf(':');
        return colon < 0
            ? JSON.textNode(text)
            : JSON.objectNode()
                .put("principal", text.substring(0, colon))
                .put("secret", text.substring(colon + 1));
      }

      @Override
      Optional<T> read(JsonNode json, Consumer<String> problems) {
        if (!json.isObject()) {
          problems.accept("write an object, {\"…\": …}");
          return Optional.empty();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
          if (entry.getValue().isTextual()) {
            fields.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue().textValue());
          } else {
            problems.accept("\"" + entry.getKey() + "\" must be text in quotes");
          }
        }
        return Optional.of(
            make.of(fields.getOrDefault("principal", ""), fields.getOrDefault("secret", "")));
      }

      @Override
      public String text(T value) {
        return principal.apply(value).isEmpty() ? "none" : principal.apply(value) + ":" + MASK;
      }

      @Override
      public Object shown(T value) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Principal", principal.apply(value));
        fields.put("Secret", secret.apply(value).isEmpty() ? "" : MASK);
        return fields;
      }
    };
  }

  /** Makes a login of its two texts. */
  @FunctionalInterface
  public interface LoginMaker<T> {
    T of(String principal, String secret);
  }

  /** Seconds with a fraction. */
  public static ValueType<Duration> fractionalSeconds() {
    return FractionType.seconds(Optional.empty());
  }

  /** Seconds with a fraction, of at least so many. */
  public static ValueType<Duration> fractionalSeconds(Duration least) {
    return FractionType.seconds(Optional.of(least));
  }

  /** A number with a fraction, of at least so much. */
  public static ValueType<Double> decimal(double least) {
    return FractionType.decimal(least);
  }

  /** Values of a flag that may be given several times, in their order. */
  public static <E> ValueType<List<E>> repeated(ValueType<E> element) {
    return new RepeatedType<>(element);
  }

  /**
   * Values by name, of a flag that may be given several times; of one name the last counts.
   *
   * @param placeholder as the help shows it: {@code NAME=NUMBER}
   */
  public static <V> ValueType<SortedMap<String, V>> byName(
      String placeholder, ValueType<V> element) {
    return new NamedType<>(placeholder, element, Optional.empty());
  }

  /** The same, where one text may hold several: {@code NAME=NUMBER,NAME=NUMBER}. */
  public static <V> ValueType<SortedMap<String, V>> byNameWithCommas(
      String placeholder, ValueType<V> element) {
    return new NamedType<>(placeholder, element, Optional.of(","));
  }

  /** What a value means; a refusal is a problem. */
  static <T, U> Optional<U> understood(T value, Function<T, U> meaning, Consumer<String> problems) {
    try {
      return Optional.of(meaning.apply(value));
    } catch (IllegalArgumentException e) {
      problems.accept(Reason.of(e));
      return Optional.empty();
    }
  }

  private static Optional<String> string(JsonNode json, Consumer<String> problems) {
    if (!json.isTextual()) {
      problems.accept("write text in quotes");
      return Optional.empty();
    }
    return Optional.of(json.textValue());
  }

  static List<String> strings(JsonNode array, Consumer<String> problems) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array) {
      if (element.isTextual()) {
        texts.add(element.textValue());
      } else {
        problems.accept("element " + texts.size() + " is not text; write text in quotes");
      }
    }
    return texts;
  }

  static ArrayNode array(String text) {
    ArrayNode list = JSON.arrayNode();
    if (!text.isBlank()) {
      for (String element : text.split(",", -1)) {
        list.add(element.strip());
      }
    }
    return list;
  }
}
