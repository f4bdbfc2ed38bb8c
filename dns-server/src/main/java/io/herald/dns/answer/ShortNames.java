package io.herald.dns.answer;

import io.herald.dns.record.DnsName;
import io.herald.dns.zone.AnswerIndex;
import io.herald.dns.zone.LookupKey;
import io.herald.dns.zone.Node;
import java.util.Arrays;

/**
 * What a name means to a client of an environment: the name itself as far as it may be seen, and a
 * short one what it means in the client's environment and then in the shared ones. That is a second
 * look at the zones under another end of the name; there is no copy for an environment. One for
 * each thread; allocates nothing.
 *
 * <p>A name of one label, {@code db.mesos} or {@code _db._tcp.mesos}, is first looked for in the
 * environments, any longer one only where there is nothing for the client under the name itself.
 */
final class ShortNames {

  private final ServedZones zones;
  private final byte[] wire = new byte[DnsName.MAX_LENGTH + 1];
  private final LookupKey key = new LookupKey();
  private final Node candidate = new Node();

  ShortNames(ServedZones zones) {
    this.zones = zones;
  }

  /**
   * What there is for the client under a name in a zone.
   *
   * @param node the name's own, which was just looked for; set to what there is
   * @param found whether the name has that node
   * @return whether there is anything
   */
  boolean visible(LookupKey name, Node node, boolean found, ClientEnvironments.View view) {
    boolean seen = found && view.filter.sees(node);
    AnswerIndex zone = zones.found();
    for (int i = 0; i < view.domains.length; i++) {
      byte[] domain = view.domains[i];
      int prefix = name.length - domain.length;
      if (prefix > 0
          && Arrays.equals(zone.apexWire(), domain)
          && (!seen || isShort(name, prefix))) {
        boolean elsewhere = search(name, prefix, view.searches[i], view);
        zones.select(zone);
        if (elsewhere) {
          node.set(candidate);
          return true;
        }
      }
    }
    return seen;
  }

  /**
   * What a name of one label without any domain means to the client.
   *
   * @param node set to it
   * @return whether it means anything
   */
  boolean bare(LookupKey name, Node node, ClientEnvironments.View view) {
    int prefix = name.length - 1;
    if (prefix == 0 || !isShort(name, prefix)) {
      return false;
    }
    AnswerIndex zone = zones.found();
    boolean found = search(name, prefix, view.searches[0], view);
    zones.select(zone);
    if (found) {
      node.set(candidate);
    }
    return found;
  }

  /** Whether the part has one label, not counting those of ports and protocols. */
  private static boolean isShort(LookupKey name, int prefix) {
    int labels = 0;
    for (int i = 0; i < prefix; i += name.name[i] + 1) {
      if (name.name[i + 1] != '_') {
        labels++;
      }
    }
    return labels <= 1;
  }

  private boolean search(LookupKey name, int prefix, byte[][] ends, ClientEnvironments.View view) {
    System.arraycopy(name.name, 0, wire, 0, prefix);
    for (byte[] end : ends) {
      int length = prefix + end.length;
      if (length <= DnsName.MAX_LENGTH) {
        System.arraycopy(end, 0, wire, prefix, end.length);
        key.set(wire, 0, length);
        if (zones.find(key, candidate)
            && zones.found().isLoaded(key, true)
            && view.filter.sees(candidate)) {
          return true;
        }
      }
    }
    return false;
  }
}
