package io.herald.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One parameter: everything that there is to say of it, said once. Its room declares it as a
 * constant, with the default and range of the record that it lands in. Immutable; compared by
 * identity.
 *
 * <pre>{@code
 * static final Parameter<Integer> TCP_CONNECTIONS =
 *     Parameter.of(
 *             "tcpConnections",
 *             "tcp-connections",
 *             ValueTypes.number(TransportSettings.CONNECTIONS),
 *             "TCP and TLS connections served at a time; more are closed at once")
 *         .withDefault(TransportSettings.DEFAULT.tcpConnections());
 * }</pre>
 *
 * @param <T> what a value means
 */
public final class Parameter<T> {

  /** The release that had the first parameters. */
  private static final String FIRST_RELEASE = "0.1";

  private enum Secrecy {
    NONE,
    /** A value may hold a user and a password before an {@code @}. */
    LOGIN,
    /** A value is never shown. */
    WHOLE
  }

  private final String key;
  private final String flag;
  private final ValueType<T> type;
  private final String meaning;
  private final Optional<T> defaultValue;
  private final Optional<String> defaultWords;
  private final String since;
  private final Secrecy secrecy;
  private final boolean required;

  private Parameter(
      String key,
      String flag,
      ValueType<T> type,
      String meaning,
      Optional<T> defaultValue,
      Optional<String> defaultWords,
      String since,
      Secrecy secrecy,
      boolean required) {
    this.key = key;
    this.flag = flag;
    this.type = type;
    this.meaning = meaning;
    this.defaultValue = defaultValue;
    this.defaultWords = defaultWords;
    this.since = since;
    this.secrecy = secrecy;
    this.required = required;
  }

  /**
   * A parameter without a default.
   *
   * @param key in a JSON file, as the reference spells it: {@code httpPort}
   * @param flag without the dashes: {@code http-port}
   * @param meaning one clause, without a full stop and without the default
   */
  public static <T> Parameter<T> of(String key, String flag, ValueType<T> type, String meaning) {
    if (!plain(key).equals(plain(flag))) {
      throw new IllegalArgumentException(
          "key " + key + " and flag " + flag + " differ in more than capitals and hyphens");
    }
    return new Parameter<>(
        key,
        flag,
        type,
        meaning,
        Optional.empty(),
        Optional.empty(),
        FIRST_RELEASE,
        Secrecy.NONE,
        false);
  }

  /**
   * A parameter of a command without a file, without a default: its key is made of its flag.
   *
   * @param flag without the dashes: {@code http-port}
   * @param meaning one clause, without a full stop and without the default
   */
  public static <T> Parameter<T> ofFlag(String flag, ValueType<T> type, String meaning) {
    return of(key(flag), flag, type, meaning);
  }

  /** {@code httpPort} for {@code http-port}. */
  private static String key(String flag) {
    StringBuilder key = new StringBuilder();
    for (String word : flag.split("-", -1)) {
      key.append(
          key.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return key.toString();
  }

  /** With the value that it has if it is not given. */
  public Parameter<T> withDefault(T value) {
    return copy(Optional.of(value), Optional.empty(), since, secrecy, false);
  }

  /** The same, with words for the help in place of the value. */
  public Parameter<T> withDefault(T value, String words) {
    return copy(Optional.of(value), Optional.of(words), since, secrecy, false);
  }

  /** With what happens if it is not given, where that depends on something else. */
  public Parameter<T> withDefaultWords(String words) {
    return copy(Optional.empty(), Optional.of(words), since, secrecy, false);
  }

  /** It has to be given; its default, if it had one, is gone. */
  public Parameter<T> required() {
    return copy(Optional.empty(), Optional.empty(), since, secrecy, true);
  }

  /** With the release that it came with. */
  public Parameter<T> since(String release) {
    return copy(defaultValue, defaultWords, release, secrecy, required);
  }

  /** Its value is never shown. */
  public Parameter<T> secret() {
    return copy(defaultValue, defaultWords, since, Secrecy.WHOLE, required);
  }

  /** Its value may hold a login before an {@code @}, which is masked wherever it is shown. */
  public Parameter<T> withLogin() {
    return copy(defaultValue, defaultWords, since, Secrecy.LOGIN, required);
  }

  private Parameter<T> copy(
      Optional<T> value, Optional<String> words, String release, Secrecy secret, boolean must) {
    return new Parameter<>(key, flag, type, meaning, value, words, release, secret, must);
  }

  public String key() {
    return key;
  }

  /** Without the dashes: {@code http-port}. */
  public String flag() {
    return flag;
  }

  public ValueType<T> type() {
    return type;
  }

  /** One clause, without a full stop. */
  public String meaning() {
    return meaning;
  }

  /** The release that it came with. */
  public String since() {
    return since;
  }

  /** The value that it has if it is not given, where that is always the same. */
  public Optional<T> defaultValue() {
    return defaultValue;
  }

  /** Whether it has to be given. */
  public boolean isRequired() {
    return required;
  }

  /** What the help says of the default; empty if there is none. */
  public Optional<String> defaultText() {
    return defaultWords
        .or(() -> defaultValue.map(type::text))
        .filter(text -> !text.isEmpty() && !text.equals("none"));
  }

  /**
   * What {@code --help} says behind the flag: a sentence, with the words that it may be, unless its
   * meaning names each, and the default.
   */
  public String help() {
    String standing =
        required ? " (required)" : defaultText().map(text -> " (default: " + text + ")").orElse("");
    List<String> words = type.words();
    String choice =
        words.stream().allMatch(meaning::contains) ? "" : "; one of " + String.join(", ", words);
    return meaning + choice + standing + ".";
  }

  /** The value for a JSON document; a login in it is masked, and so is a secret text. */
  public Object shown(T value) {
    Object shown = type.shown(value);
    if (secrecy == Secrecy.WHOLE && shown instanceof String) {
      return ValueTypes.MASK;
    }
    return secrecy == Secrecy.LOGIN && shown instanceof String text
        ? text.replaceFirst("^([a-z]+://)?.*@", "$1" + ValueTypes.MASK + "@")
        : shown;
  }

  /** What a problem shows of a value that was given, as {@code = 70000}; empty for a secret. */
  String shownInProblem(String json) {
    return switch (secrecy) {
      case WHOLE -> "";
      case LOGIN -> " = " + withoutLogin(json);
      case NONE -> " = " + json;
    };
  }

  /** The text without what stands before each @ in it: a user and a password, say. */
  static String withoutLogin(String text) {
    return text.replaceAll("([a-z]+://)?[^\"]*@", "$1…@");
  }

  static String plain(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return key;
  }
}
