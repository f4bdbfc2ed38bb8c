package io.herald.dns.access;

import io.herald.runtime.net.CidrNetwork;
import java.util.Locale;
import java.util.Optional;

/**
 * A rule that clients fit or don't: by network, by key, or by both, which then must both fit.
 *
 * @param network empty: any
 * @param key name of the key that a query is signed with, lower case with a closing dot; empty: any
 *     or none
 */
public record ClientRule(Optional<CidrNetwork> network, Optional<String> key) {

  /**
   * Reads {@code 10.0.0.0/8}, {@code key:transfer} or {@code 10.1.2.3 key:transfer}.
   *
   * @throws IllegalArgumentException if it is not one of these; the message holds the text and says
   *     what to write
   */
  public static ClientRule parse(String text) {
    Optional<CidrNetwork> network = Optional.empty();
    Optional<String> key = Optional.empty();
    for (String word : text.trim().split("\\s+")) {
      if (word.startsWith("key:") && key.isEmpty()) {
        key = Optional.of(keyName(word.substring("key:".length())));
      } else if (network.isEmpty() && !word.startsWith("key:")) {
        network = Optional.of(CidrNetwork.parse(word));
      } else {
        throw new IllegalArgumentException(
            "\"" + text + "\" is more than one network and one key; make it several rules");
      }
    }
    return new ClientRule(network, key);
  }

  /**
   * A key's name as rules hold it.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static String keyName(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String name = lower.endsWith(".") ? lower : lower + ".";
    if (!name.matches("([^.\\s]{1,63}\\.)+")) {
      throw new IllegalArgumentException(
          "\"key:" + text + "\" names no key; write key: and the name of one in tsigKeyFile");
    }
    return name;
  }

  /** {@code 10.1.2.3/32 key:transfer.}. */
  @Override
  public String toString() {
    return (network.map(CidrNetwork::toString).orElse("")
            + key.map(name -> " key:" + name).orElse(""))
        .trim();
  }
}
