package io.herald.dns.naming.records;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Masters;
import io.herald.dns.naming.names.NameFitter;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemKind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the records of one entity, each once and in order, and reports what can't be served.
 * Used by one thread.
 */
public final class RecordCollector {

  /** Up to this many records a scan is faster than hashing; nearly every task has fewer. */
  private static final int FEW = 32;

  private final NamingOptions options;
  private final String domain;
  private final DnsName zone;

  /** Whether the server's own names are off limits for this entity. */
  private final boolean kept;

  private final int weight;
  private final Entity.Key entity;
  private final Consumer<Problem> problems;
  private final List<ResourceRecord> records = new ArrayList<>(FEW);

  /** The records as a set once they are too many to scan; empty until then. */
  private final Set<ResourceRecord> known = new HashSet<>(0);

  public RecordCollector(NamingOptions options, Entity.Key entity, Consumer<Problem> problems) {
    this.options = options;
    this.domain = options.domain();
    this.kept =
        !(options.shareOwnNames() || entity instanceof Masters.Id || entity instanceof Agent.Id);
    this.zone = DnsName.parse(domain);
    this.weight = options.srvWeight();
    this.entity = entity;
    this.problems = problems;
  }

  /**
   * The name {@code relative} in the zone; empty, and reported, if DNS can't hold it. Empty too if
   * it is one of the server's own, which the claims of names report.
   */
  public Optional<DnsName> name(String relative) {
    if (kept && options.isOwn(relative)) {
      return Optional.empty();
    }
    DnsName asItIs = DnsName.under(relative, zone);
    if (asItIs != null) {
      return Optional.of(asItIs);
    }
    if (relative.startsWith(".") || relative.endsWith(".") || relative.contains("..")) {
      report(
          NameProblem.EMPTY_LABEL,
          "the name \"" + relative + "." + domain + "\" has an empty label");
      return Optional.empty();
    }
    Optional<DnsName> name = NameFitter.name(relative, domain);
    if (name.isEmpty()) {
      report(
          NameProblem.NAME_TOO_LONG,
          "the name \"" + relative + "." + domain + "\" doesn't fit into 255 bytes");
    }
    return name;
  }

  /**
   * What names are made below: labels, and the name of them if DNS can hold it as it is. So the
   * many names of a task share their ends, and no text is made of them.
   */
  public static final class Base {
    private final String labels;
    private final @Nullable Base parent;
    private final @Nullable DnsName name;

    private Base(String labels, @Nullable Base parent, @Nullable DnsName name) {
      this.labels = labels;
      this.parent = parent;
      this.name = name;
    }

    /** Relative to the zone. */
    private String text() {
      return parent == null ? labels : labels + "." + parent.text();
    }

    private int textLength() {
      return parent == null ? labels.length() : labels.length() + 1 + parent.textLength();
    }
  }

  /** A base directly below the zone. */
  public Base base(String relative) {
    // What ends so may be a host's name, which is looked at as a whole.
    boolean maybeOwn = kept && options.isOwnEnd(relative);
    return new Base(relative, null, maybeOwn ? null : DnsName.under(relative, zone));
  }

  /** A base below another. */
  public Base base(String relative, Base below) {
    DnsName parent = below.name;
    return new Base(relative, below, parent == null ? null : DnsName.under(relative, parent));
  }

  /** The name of a base itself, as {@link #name(String)} of its text. */
  public Optional<DnsName> name(Base base) {
    DnsName name = base.name;
    return name == null || mayBeOfServer(base.textLength()) ? name(base.text()) : Optional.of(name);
  }

  /** The name {@code relative} below a base, as {@link #name(String)} of the two joined. */
  public Optional<DnsName> name(String relative, Base below) {
    return name(base(relative, below));
  }

  /** Whether a name server's name has this many characters before the domain. */
  private boolean mayBeOfServer(int length) {
    return kept && options.hasServerOfLength(length);
  }

  public void addresses(Optional<DnsName> owner, List<InetAddress> addresses) {
    if (owner.isPresent()) {
      for (InetAddress address : addresses) {
        add(ResourceRecord.address(owner.get(), address));
      }
    }
  }

  public void srv(Optional<DnsName> owner, int port, Optional<DnsName> target) {
    srv(owner, 0, weight, port, target);
  }

  /**
   * A weight of 0 becomes 1: to HAProxy 0 means no traffic at all. Port 0, which cannot be
   * connected to, is reported and left out.
   */
  public void srv(
      Optional<DnsName> owner, int priority, int weight, int port, Optional<DnsName> target) {
    if (port == 0) {
      report(
          EntityProblem.PORT,
          "the SRV record at "
              + owner.map(DnsName::toString).orElse("its name")
              + " would have port 0, which cannot be connected to; left out");
    } else if (owner.isPresent() && target.isPresent()) {
      add(ResourceRecord.srv(owner.get(), priority, Math.max(1, weight), port, target.get()));
    }
  }

  private void add(ResourceRecord record) {
    if (records.size() < FEW) {
      for (int i = 0; i < records.size(); i++) {
        if (records.get(i).equals(record)) {
          return;
        }
      }
    } else {
      if (known.isEmpty()) {
        known.addAll(records);
      }
      if (!known.add(record)) {
        return;
      }
    }
    records.add(record);
  }

  public void report(ProblemKind kind, String what) {
    problems.accept(new Problem(kind, entity, what));
  }

  public Contribution contribution() {
    return contribution(OptionalInt.empty());
  }

  /** All of it, with a TTL of its own if one is given. */
  public Contribution contribution(OptionalInt ttl) {
    return records.isEmpty()
        ? Contribution.NONE
        : new Contribution(records, ttl.orElse(ResourceRecord.OF_ZONE));
  }
}
