package io.herald.dns.transfer;

import io.herald.dns.access.ClientRule;
import io.herald.runtime.net.CidrNetwork;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Who may transfer the zone: whom one rule fits. Immutable. */
public final class TransferAccess {

  /** This machine alone. */
  public static final List<ClientRule> LOOPBACK =
      List.of(ClientRule.parse("127.0.0.0/8"), ClientRule.parse("::1"));

  private final List<ClientRule> rules;

  /**
   * @throws IllegalArgumentException if a rule names a key that is not among {@code keys}
   */
  public TransferAccess(List<ClientRule> rules, TsigKeys keys) {
    this.rules = List.copyOf(rules);
    for (ClientRule rule : rules) {
      if (rule.key().isPresent() && !keys.names().contains(rule.key().get())) {
        throw new IllegalArgumentException(
            "\"allowTransfer\": \""
                + rule
                + "\": the key is not among those of tsigKeyFile, "
                + keys.names());
      }
    }
  }

  /**
   * Whether a client may transfer.
   *
   * @param key the name of the key that its query was signed with, canonical; empty if unsigned
   */
  public boolean allows(InetAddress client, Optional<String> key) {
    return rules.stream().anyMatch(rule -> fits(rule, client, key));
  }

  private static boolean fits(ClientRule rule, InetAddress client, Optional<String> key) {
    Optional<CidrNetwork> network = rule.network();
    return (network.isEmpty() || network.get().contains(client))
        && (rule.key().isEmpty() || rule.key().equals(key));
  }
}
