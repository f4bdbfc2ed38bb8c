package io.herald.facade.consul;

import io.herald.services.instance.ServiceKey;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How services are called in Consul. Its readers take letters, digits, hyphens and underscores
 * (consul-template reads a dot as the end of a tag); each other character becomes a hyphen.
 * Services that come to one name are one service, as in Consul everybody may register under any
 * name.
 *
 * @param pattern with {@code {name}}, {@code {framework}}, {@code {environment}} in it
 */
public record ConsulNaming(String pattern) {

  private static final Pattern PLACE = Pattern.compile("\\{([^}]*)\\}");
  private static final List<String> PLACES = List.of("name", "framework", "environment");

  /** The service's name alone; made after the constants that its check needs. */
  public static final ConsulNaming DEFAULT = new ConsulNaming("{name}");

  /**
   * Checks the pattern.
   *
   * @throws IllegalArgumentException if it lacks the name, or has another place
   */
  public ConsulNaming {
    Matcher places = PLACE.matcher(pattern);
    boolean named = false;
    while (places.find()) {
      if (!PLACES.contains(places.group(1))) {
        throw new IllegalArgumentException(
            "\""
                + pattern
                + "\": "
                + places.group()
                + " is not known; write {name}, {framework}, {environment}");
      }
      named |= places.group(1).equals("name");
    }
    if (!named) {
      throw new IllegalArgumentException(
          "\""
              + pattern
              + "\" would call all services of a framework the same; write {name} in it");
    }
  }

  /** The name of a service. */
  String of(ServiceKey service) {
    Matcher places = PLACE.matcher(pattern);
    StringBuilder name = new StringBuilder();
    while (places.find()) {
      String value =
          switch (places.group(1)) {
            case "framework" -> service.framework();
            case "environment" -> service.environment();
            default -> service.name();
          };
      places.appendReplacement(name, Matcher.quoteReplacement(value));
    }
    places.appendTail(name);
    return plain(name.toString());
  }

  /** The name of one port of a service. */
  static String ofPort(String service, String port) {
    return service + "-" + plain(port);
  }

  private static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints().forEach(c -> plain.append(isPlain(c) ? (char) c : '-'));
    int begin = 0;
    int end = plain.length();
    while (begin < end && plain.charAt(begin) == '-') {
      begin++;
    }
    while (end > begin && plain.charAt(end - 1) == '-') {
      end--;
    }
    return begin == end ? "unnamed" : plain.substring(begin, end);
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }
}
