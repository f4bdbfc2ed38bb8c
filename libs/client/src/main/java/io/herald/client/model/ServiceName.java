package io.herald.client.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * The name of a service: a name alone, or with the framework that runs it, and its environment.
 *
 * @param framework empty if any framework's is meant
 * @param name as the task's DiscoveryInfo gives it, or else the task
 * @param environment empty text if the service has none; meaningless without a framework
 */
public record ServiceName(Optional<String> framework, String name, String environment) {

  private static final String UNRESERVED = "-._~";

  public ServiceName {
    requireNonNull(framework, "framework");
    requireNonNull(environment, "environment");
    if (name.isEmpty() && framework.isEmpty()) {
      throw new IllegalArgumentException("a service's name is empty; write its name");
    }
  }

  /** Of whichever framework. */
  public static ServiceName of(String name) {
    return new ServiceName(Optional.empty(), name, "");
  }

  /** Of one framework, without an environment. */
  public static ServiceName of(String framework, String name) {
    return new ServiceName(Optional.of(framework), name, "");
  }

  /** Of one framework and environment. */
  public static ServiceName of(String framework, String name, String environment) {
    return new ServiceName(Optional.of(framework), name, environment);
  }

  /**
   * From {@code NAME}, {@code FRAMEWORK:NAME} or {@code FRAMEWORK:NAME:ENVIRONMENT}, where colons
   * and percent signs that belong to a part are percent-encoded.
   *
   * @throws IllegalArgumentException if it is not one of these
   */
  public static ServiceName parse(String text) {
    String[] parts = text.split(":", -1);
    return switch (parts.length) {
      case 1 -> of(decode(parts[0], text));
      case 2 -> of(decode(parts[0], text), decode(parts[1], text));
      case 3 -> of(decode(parts[0], text), decode(parts[1], text), decode(parts[2], text));
      default ->
          throw new IllegalArgumentException(
              "service \""
                  + text
                  + "\": more than two colons; write NAME, FRAMEWORK:NAME or"
                  + " FRAMEWORK:NAME:ENVIRONMENT, and a colon inside of them as %3A");
    };
  }

  /** As {@link #parse} reads it: what the API calls a service's key, if there is a framework. */
  public String key() {
    String own = encode(name);
    String withFramework = framework.map(f -> encode(f) + ":" + own).orElse(own);
    return environment.isEmpty() ? withFramework : withFramework + ":" + encode(environment);
  }

  /** Whether it stands for the service of that key. */
  public boolean matches(String key) {
    ServiceName other = parse(key);
    return framework.isEmpty() ? name.equals(other.name) : equals(other);
  }

  /** One part of a URL: all but letters, digits and {@code -._~} is percent-encoded. */
  public static String encode(String part) {
    StringBuilder encoded = new StringBuilder(part.length() + 8);
    for (byte b : part.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || UNRESERVED.indexOf(c) >= 0;
      if (plain) {
        encoded.append(c);
      } else {
        encoded
            .append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 0xF, 16)));
      }
    }
    return encoded.toString();
  }

  private static String decode(String part, String whole) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(part.length());
    byte[] text = part.getBytes(UTF_8);
    for (int i = 0; i < text.length; i++) {
      if (text[i] != '%') {
        bytes.write(text[i]);
        continue;
      }
      int high = i + 2 < text.length ? Character.digit(text[i + 1], 16) : -1;
      int low = i + 2 < text.length ? Character.digit(text[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException(
            "service \"" + whole + "\": % without two digits; write a percent sign as %25");
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return bytes.toString(UTF_8);
  }
}
