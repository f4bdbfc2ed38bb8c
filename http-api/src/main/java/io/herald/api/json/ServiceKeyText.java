package io.herald.api.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.services.instance.ServiceKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/**
 * The key of a service as one segment of a path: {@code framework:name}, or {@code
 * framework:name:environment} if it has an environment, each part percent-encoded. As the parts
 * hold neither colons nor slashes then, the text is a JSON value, a path segment and a key in one.
 */
public final class ServiceKeyText {

  private static final String UNRESERVED = "-._~";
  private static final String DIGITS = "0123456789ABCDEF";

  private ServiceKeyText() {}

  /**
   * What a path asks for.
   *
   * @param framework empty: the service of that name, whichever framework's it is
   */
  public record Asked(Optional<String> framework, String name, String environment) {

    /** The one service that is meant; empty if only a name was given. */
    public Optional<ServiceKey> key() {
      return framework.map(of -> new ServiceKey(of, name, environment));
    }
  }

  public static String of(ServiceKey key) {
    String text = encoded(key.framework()) + ":" + encoded(key.name());
    return key.environment().isEmpty() ? text : text + ":" + encoded(key.environment());
  }

  /**
   * Reads a key, or a name alone.
   *
   * @param text as it stands in the path, percent-encoded
   * @throws IllegalArgumentException if it is no key; the message says how one is written
   */
  public static Asked parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length > 3 || text.isEmpty()) {
      throw new IllegalArgumentException(
          "write framework:name, framework:name:environment or a name, each percent-encoded,"
              + " its colons too");
    }
    if (parts.length == 1) {
      return new Asked(Optional.empty(), decoded(parts[0]), "");
    }
    return new Asked(
        Optional.of(decoded(parts[0])),
        decoded(parts[1]),
        parts.length == 3 ? decoded(parts[2]) : "");
  }

  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if (isUnreserved(c)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(DIGITS.charAt(c >> 4)).append(DIGITS.charAt(c & 15));
      }
    }
    return encoded.toString();
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || UNRESERVED.indexOf(c) >= 0;
  }

  private static String decoded(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        decoded.write(bytes[i]);
        continue;
      }
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException(
            "after a percent sign come two hexadecimal digits; write the sign itself as %25");
      }
      decoded.write(high * 16 + low);
      i += 2;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("its percent-encoded bytes are not UTF-8", e);
    }
  }
}
