package io.herald.dns.naming.records;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Masters;
import io.herald.dns.naming.names.NameFitter;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordPacker;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemKind;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the records of one entity, each once and in order, and reports what can't be served.
 * Names and records are bytes from the beginning ({@link RecordPacker}): a name is known by its
 * place among them. Used by one thread.
 */
public final class RecordCollector {

  /** In place of a name that DNS can't hold, or that the entity may not have. */
  public static final int NO_NAME = RecordPacker.NONE;

  private final NamingOptions options;
  private final String domain;

  /** Whether the server's own names are off limits for this entity. */
  private final boolean kept;

  private final int weight;
  private final Entity.Key entity;
  private final Consumer<Problem> problems;
  private final RecordPacker packer = new RecordPacker();

  /** Where the zone's name is, once it is needed. */
  private int zone = NO_NAME;

  public RecordCollector(NamingOptions options, Entity.Key entity, Consumer<Problem> problems) {
    this.options = options;
    this.domain = options.domain();
    this.kept =
        !(options.shareOwnNames() || entity instanceof Masters.Id || entity instanceof Agent.Id);
    this.weight = options.srvWeight();
    this.entity = entity;
    this.problems = problems;
  }

  /** Makes room for that many records and bytes; there may be more of either. */
  void reserve(int records, int bytes) {
    packer.reserve(records, bytes);
  }

  /**
   * The name {@code relative} in the zone; {@link #NO_NAME}, and reported, if DNS can't hold it.
   * That too if it is one of the server's own, which the claims of names report.
   */
  public int name(String relative) {
    if (kept && options.isOwn(relative)) {
      return NO_NAME;
    }
    int asItIs = packer.name(relative, zone());
    if (asItIs != NO_NAME) {
      return asItIs;
    }
    if (relative.startsWith(".") || relative.endsWith(".") || relative.contains("..")) {
      report(
          NameProblem.EMPTY_LABEL,
          "the name \"" + relative + "." + domain + "\" has an empty label");
      return NO_NAME;
    }
    Optional<DnsName> name = NameFitter.name(relative, domain);
    if (name.isEmpty()) {
      report(
          NameProblem.NAME_TOO_LONG,
          "the name \"" + relative + "." + domain + "\" doesn't fit into 255 bytes");
      return NO_NAME;
    }
    return packer.name(name.get());
  }

  /**
   * What names are made below: the place of a name if DNS can hold it as it is, or else its text.
   * So the many names of a task share their ends, and no text is made of them.
   */
  public static final class Base {
    private final int name;
    private final @Nullable String text;

    private Base(int name, @Nullable String text) {
      this.name = name;
      this.text = text;
    }
  }

  /** A base directly below the zone. */
  public Base base(String relative) {
    // What ends so may be a host's name, which is looked at as a whole.
    boolean maybeOwn = kept && options.isOwnEnd(relative);
    return new Base(maybeOwn ? NO_NAME : packer.name(relative, zone()), relative);
  }

  /** A base below another. */
  public Base base(CharSequence relative, Base below) {
    int name = packed(relative, below);
    return new Base(name, name == NO_NAME ? relative + "." + text(below) : null);
  }

  /** The name of a base itself, as {@link #name(String)} of its text. */
  public int name(Base base) {
    return base.name == NO_NAME ? name(text(base)) : unlessOwn(base.name);
  }

  /** The name {@code relative} below a base, as {@link #name(String)} of the two joined. */
  public int name(CharSequence relative, Base below) {
    int name = packed(relative, below);
    return name == NO_NAME ? name(relative + "." + text(below)) : unlessOwn(name);
  }

  private int packed(CharSequence relative, Base below) {
    return below.name == NO_NAME ? NO_NAME : packer.name(relative, below.name);
  }

  /** Relative to the zone. */
  private String text(Base base) {
    return base.text == null ? packer.relative(base.name, zone()) : base.text;
  }

  /** The name, unless it is a name server's; whatever else is the server's own has no base. */
  private int unlessOwn(int name) {
    boolean own =
        kept
            && options.hasServerOfLength(packer.length(name) - packer.length(zone()) - 1)
            && options.isOwn(packer.relative(name, zone()));
    return own ? NO_NAME : name;
  }

  private int zone() {
    if (zone == NO_NAME) {
      zone = packer.name(DnsName.parse(domain));
    }
    return zone;
  }

  public void addresses(int owner, List<InetAddress> addresses) {
    if (owner != NO_NAME) {
      for (int i = 0; i < addresses.size(); i++) {
        packer.address(owner, addresses.get(i));
      }
    }
  }

  public void srv(int owner, int port, int target) {
    srv(owner, 0, weight, port, target);
  }

  /**
   * A weight of 0 becomes 1: to HAProxy 0 means no traffic at all. Port 0, which cannot be
   * connected to, is reported and left out.
   */
  public void srv(int owner, int priority, int weight, int port, int target) {
    if (port == 0) {
      report(
          EntityProblem.PORT,
          "the SRV record at "
              + (owner == NO_NAME ? "its name" : packer.nameAt(owner).toString())
              + " would have port 0, which cannot be connected to; left out");
    } else if (owner != NO_NAME && target != NO_NAME) {
      packer.srv(owner, priority, Math.max(1, weight), port, target);
    }
  }

  public void report(ProblemKind kind, String what) {
    problems.accept(new Problem(kind, entity, what));
  }

  public Contribution contribution() {
    return contribution(OptionalInt.empty());
  }

  /** All of it, with a TTL of its own if one is given. */
  public Contribution contribution(OptionalInt ttl) {
    return packer.size() == 0
        ? Contribution.NONE
        : new Contribution(
            packer.pack(), ttl.orElse(ResourceRecord.OF_ZONE), Contribution.EVERYONE);
  }
}
