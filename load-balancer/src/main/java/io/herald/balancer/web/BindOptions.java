package io.herald.balancer.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a label may ask of HAProxy's {@code bind} where the operator doesn't allow lines of
 * configuration: options that name no file, no user and no other network (HAProxy's manual, section
 * 5.1).
 */
final class BindOptions {

  private static final Set<String> ALONE =
      Set.of(
          "accept-proxy",
          "defer-accept",
          "force-tlsv12",
          "force-tlsv13",
          "no-sslv3",
          "no-tls-tickets",
          "no-tlsv10",
          "no-tlsv11",
          "no-tlsv12",
          "no-tlsv13",
          "prefer-client-ciphers",
          "strict-sni",
          "tfo",
          "v4v6",
          "v6only");

  private static final Set<String> WITH_A_VALUE =
      Set.of(
          "alpn",
          "backlog",
          "ciphers",
          "ciphersuites",
          "curves",
          "maxconn",
          "mss",
          "ssl-max-ver",
          "ssl-min-ver",
          "tcp-ut");

  private BindOptions() {}

  /**
   * The first word that isn't allowed, or has no value where it needs one; empty: all of them are
   * good.
   */
  static Optional<String> refused(String options) {
    List<String> words = new ArrayList<>(List.of(options.strip().split("\\s+")));
    while (!words.isEmpty()) {
      String word = words.remove(0);
      if (WITH_A_VALUE.contains(word) && !words.isEmpty()) {
        words.remove(0);
      } else if (!ALONE.contains(word)) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }
}
