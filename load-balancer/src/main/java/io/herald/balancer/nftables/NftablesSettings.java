package io.herald.balancer.nftables;

import io.herald.runtime.net.CidrNetwork;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How the kernel's rules are kept.
 *
 * @param table in the family {@code inet}; it is Herald's alone: whatever stands in it is replaced
 * @param pools that get a local route, so that VIPs are routable and what no VIP has is refused
 *     here; those in 127.0.0.0/8 need none
 * @param checkEvery time between two looks at whether somebody else has changed the table
 * @param nft the command, a name or a path
 * @param ip the command
 * @param conntrack the command
 */
public record NftablesSettings(
    String table,
    List<CidrNetwork> pools,
    Duration checkEvery,
    String nft,
    String ip,
    String conntrack) {

  private static final Pattern TABLE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");

  public NftablesSettings {
    if (!TABLE.matcher(table).matches()) {
      throw new IllegalArgumentException(
          "\"" + table + "\" is not the name of a table: write letters, digits and _");
    }
    pools = List.copyOf(pools);
  }

  /** Debian's commands, found in {@code PATH}. */
  public static NftablesSettings of(List<CidrNetwork> pools) {
    return new NftablesSettings("herald", pools, Duration.ofSeconds(30), "nft", "ip", "conntrack");
  }
}
