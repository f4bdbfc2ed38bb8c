package io.herald.dns.transfer;

import io.herald.dns.access.Networks;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * Who may transfer the zone. A rule is an address or network, a key, or both, which then must both
 * fit: {@code 10.0.0.0/8}, {@code key:transfer}, {@code 10.1.2.3 key:transfer}. One rule that fits
 * is enough. Immutable.
 */
public final class TransferAccess {

  /** This machine alone. */
  public static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1");

  private record Rule(Optional<Networks> network, Optional<String> key) {

    boolean fits(InetAddress client, Optional<String> clientKey) {
      return network.map(subnet -> subnet.contains(client)).orElse(true)
          && key.map(name -> clientKey.equals(Optional.of(name))).orElse(true);
    }
  }

  private final List<Rule> rules;

  private TransferAccess(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * The access that these rules give.
   *
   * @param keys the keys that rules may name
   * @throws IllegalArgumentException naming the rule and what is wrong with it
   */
  public static TransferAccess of(List<String> rules, TsigKeys keys) {
    List<Rule> parsed = new ArrayList<>();
    for (String rule : rules) {
      parsed.add(parse(rule, keys));
    }
    return new TransferAccess(parsed);
  }

  private static Rule parse(String rule, TsigKeys keys) {
    Optional<Networks> network = Optional.empty();
    Optional<String> key = Optional.empty();
    for (String word : rule.trim().split("\\s+")) {
      if (word.startsWith("key:") && key.isEmpty()) {
        key = Optional.of(key(rule, word.substring(4), keys));
      } else if (network.isEmpty() && !word.isEmpty()) {
        network = Optional.of(network(rule, word));
      } else {
        throw malformed(rule, "it is more than one network and one key");
      }
    }
    return new Rule(network, key);
  }

  private static String key(String rule, String name, TsigKeys keys) {
    try {
      String canonical = TsigKeys.canonical(Name.fromString(name, Name.root));
      if (!keys.names().contains(canonical)) {
        throw malformed(rule, "key " + name + " is not among the keys " + keys.names());
      }
      return canonical;
    } catch (TextParseException e) {
      throw malformed(rule, "\"" + name + "\" is no key name");
    }
  }

  private static Networks network(String rule, String word) {
    try {
      return Networks.of(List.of(word));
    } catch (IllegalArgumentException e) {
      throw malformed(rule, "\"" + word + "\" is no address or network");
    }
  }

  private static IllegalArgumentException malformed(String rule, String problem) {
    return new IllegalArgumentException(
        "\""
            + rule
            + "\": "
            + problem
            + "; write an address, a network as 10.0.0.0/8, key:NAME, or both");
  }

  /**
   * Whether a client may transfer.
   *
   * @param key the name of the key that its query was signed with, canonical; empty if unsigned
   */
  public boolean allows(InetAddress client, Optional<String> key) {
    return rules.stream().anyMatch(rule -> rule.fits(client, key));
  }
}
