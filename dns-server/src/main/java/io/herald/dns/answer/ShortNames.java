package io.herald.dns.answer;

import io.herald.dns.record.DnsName;
import io.herald.dns.zone.AnswerIndex;
import io.herald.dns.zone.LookupKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

  ShortNames(ServedZones zones) {
    this.zones = zones;
  }

  /**
   * What there is for the client under a name in a zone.
   *
   * @param itself the name's own node, which was just looked for
   */
  byte @Nullable [] visible(
      LookupKey name, byte @Nullable [] itself, ClientEnvironments.View view) {
    boolean seen = itself != null && view.filter.sees(itself);
    AnswerIndex zone = zones.found();
    for (int i = 0; i < view.domains.length; i++) {
      byte[] domain = view.domains[i];
      int prefix = name.length - domain.length;
      if (prefix > 0
          && Arrays.equals(zone.apexWire(), domain)
          && (!seen || isShort(name, prefix))) {
        byte[] found = search(name, prefix, view.searches[i], view);
        zones.select(zone);
        if (found != null) {
          return found;
        }
      }
    }
    return seen ? itself : null;
  }

  /** What a name of one label without any domain means to the client, if it means anything. */
  byte @Nullable [] bare(LookupKey name, ClientEnvironments.View view) {
    int prefix = name.length - 1;
    if (prefix == 0 || !isShort(name, prefix)) {
      return null;
    }
    AnswerIndex zone = zones.found();
    byte[] found = search(name, prefix, view.searches[0], view);
    zones.select(zone);
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

  private byte @Nullable [] search(
      LookupKey name, int prefix, byte[][] ends, ClientEnvironments.View view) {
    System.arraycopy(name.name, 0, wire, 0, prefix);
    for (byte[] end : ends) {
      int length = prefix + end.length;
      if (length <= DnsName.MAX_LENGTH) {
        System.arraycopy(end, 0, wire, prefix, end.length);
        key.set(wire, 0, length);
        byte[] found = zones.find(key);
        if (found != null && zones.found().isLoaded(key, true) && view.filter.sees(found)) {
          return found;
        }
      }
    }
    return null;
  }
}
