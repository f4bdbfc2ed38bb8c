package io.herald.jobs.port;

import java.util.Locale;
import java.util.Optional;

/** What is spoken at a port. Mesos messages spell it in upper case, as the names here. */
public enum Protocol {
  TCP,
  UDP;

  /** The protocol of that name, in any case; absent if there is none. */
  public static Optional<Protocol> of(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "TCP" -> Optional.of(TCP);
      case "UDP" -> Optional.of(UDP);
      default -> Optional.empty();
    };
  }
}
