package io.herald.dns.loading;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies records of one domain into another: owners move, and targets inside the domain with them.
 * Records whose names would become too long are left out. Immutable.
 */
final class SecondDomain {

  private static final int SRV_FIXED = 6;

  private final DnsName domain;
  private final DnsName other;

  SecondDomain(DnsName domain, DnsName other) {
    this.domain = domain;
    this.other = other;
  }

  /** The contribution in the other domain, without records whose owner is outside the first. */
  Contribution twin(Contribution contribution) {
    List<ResourceRecord> twins = new ArrayList<>(contribution.records().size());
    DnsName last = null;
    DnsName owner = null;
    for (ResourceRecord record : contribution.records()) {
      if (!record.owner().equals(last)) {
        last = record.owner();
        owner = moved(last);
      }
      byte[] rdata = owner == null ? null : rdata(record);
      if (owner != null && rdata != null) {
        twins.add(new ResourceRecord(owner, record.type(), rdata));
      }
    }
    return contribution.with(twins);
  }

  /** The name's twin, if it has one. */
  Stream<DnsName> twins(DnsName name) {
    DnsName moved = moved(name);
    return moved == null ? Stream.empty() : Stream.of(moved);
  }

  private @Nullable DnsName moved(DnsName name) {
    return name.isAtOrBelow(domain) ? name.moved(domain, other) : null;
  }

  /** With its target in the other domain; null if that is too long. */
  private byte @Nullable [] rdata(ResourceRecord record) {
    return switch (record.type()) {
      case SRV -> withTarget(record.rdata(), SRV_FIXED);
      case CNAME, NS, PTR -> withTarget(record.rdata(), 0);
      case A, AAAA, TXT, SOA -> record.rdata();
    };
  }

  private byte @Nullable [] withTarget(byte[] rdata, int fixed) {
    DnsName target = DnsName.fromWire(rdata, fixed, rdata.length - fixed);
    if (!target.isAtOrBelow(domain)) {
      return rdata;
    }
    DnsName moved = target.moved(domain, other);
    if (moved == null) {
      return null;
    }
    byte[] changed = Arrays.copyOf(rdata, fixed + moved.length());
    moved.writeTo(changed, fixed);
    return changed;
  }
}
