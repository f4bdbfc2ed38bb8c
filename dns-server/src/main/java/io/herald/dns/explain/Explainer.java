package io.herald.dns.explain;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.dns.explain.Explanation.Found;
import io.herald.dns.explain.Explanation.Origin;
import io.herald.dns.explain.Explanation.Verdict;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.dns.naming.view.NamedEntity;
import io.herald.dns.naming.view.NamingSnapshot;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.RecordText;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.runtime.text.NameSuggestions;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Finds out which entities give the records of one name, or why it has none. Where a record came
 * from is not stored: the contributions of the whole snapshot are computed again, which costs as
 * much as loading it. Immutable, for any thread.
 */
public final class Explainer {

  private static final int NAMES_BELOW = 5;

  private final NamingSnapshot snapshot;
  private final Names names;

  /** Explains names by the cluster as it was at one moment. */
  public Explainer(NamingSnapshot snapshot) {
    this.snapshot = snapshot;
    this.names =
        new Names(
            snapshot.options().domain(),
            snapshot.options().reverse().stream().map(ReverseNetwork::apex).toList(),
            snapshot.options().others());
  }

  /**
   * Why the name is answered as it is to those who see everything.
   *
   * @param text a name in the domain, in any letter case, with or without a closing dot
   */
  public Explanation explain(String text) {
    Explanation made = explain(names.inDomain(names.asked(text)), Viewpoint.everything());
    return made.with(hints(made, List.of()));
  }

  /**
   * Why the name is answered as it is to a client.
   *
   * @param client its address, which says what environment it is in
   */
  public Explanation explain(String text, InetAddress client) {
    Viewpoint viewpoint = Viewpoint.of(snapshot.options().environments(), client);
    String name = names.inDomain(names.asked(text));
    String relative = name.indexOf('.') < 0 ? name : names.relative(name);
    Explanation itself = explain(name, viewpoint);
    boolean isShort = Viewpoint.isShort(relative);
    if (relative.isEmpty() || (!isShort && itself.verdict() == Verdict.ANSWERED)) {
      return itself.with(viewpoint.reasons());
    }
    List<String> tried = new ArrayList<>();
    for (String environment : viewpoint.searches()) {
      String meant = relative + "." + environment + "." + names.domain();
      Explanation found = explain(meant, viewpoint);
      if (found.verdict() == Verdict.ANSWERED) {
        List<String> reasons = new ArrayList<>(viewpoint.reasons());
        reasons.add(name + " means " + meant + " there, and is answered with what that has");
        return found.with(reasons);
      }
      tried.add(meant);
    }
    List<String> reasons = new ArrayList<>(viewpoint.reasons());
    reasons.addAll(hints(itself, isShort ? tried : List.of()));
    if (isShort) {
      reasons.addAll(hiddenElsewhere(relative, viewpoint));
    }
    return itself.with(reasons);
  }

  /** Whose a short name is in other environments, where the client doesn't see it. */
  private List<String> hiddenElsewhere(String relative, Viewpoint viewpoint) {
    Set<String> owners = new TreeSet<>();
    Set<NamedEntity> hidden = new LinkedHashSet<>();
    Set<String> elsewhere =
        snapshot.options().environments().names().stream()
            .map(environment -> relative + "." + environment + "." + names.domain())
            .collect(Collectors.toSet());
    for (NamedEntity entity : snapshot.entities()) {
      for (Contribution contribution : entity.contributions()) {
        if (!viewpoint.sees(contribution)) {
          for (ResourceRecord record : contribution.records()) {
            String owner = Names.shown(record.owner());
            if (elsewhere.contains(owner)) {
              owners.add(owner);
              hidden.add(entity);
            }
          }
        }
      }
    }
    if (hidden.isEmpty()) {
      return List.of();
    }
    List<String> reasons = new ArrayList<>();
    reasons.add("elsewhere it is " + String.join(", ", owners));
    reasons.addAll(viewpoint.hiding(hidden));
    return reasons;
  }

  private List<String> hints(Explanation of, List<String> tried) {
    if (of.verdict() != Verdict.OUTSIDE && !tried.isEmpty()) {
      return List.of(ShortNameHint.notThere(tried));
    }
    return of.verdict() == Verdict.OUTSIDE && ShortNameHint.isOne(of.name())
        ? List.of(
            new ShortNameHint(names.domain(), snapshot.options().environments())
                .of(of.name(), tried))
        : List.of();
  }

  private Explanation explain(String name, Viewpoint viewpoint) {
    if (!names.isInZone(name)) {
      return without(
          name,
          Verdict.OUTSIDE,
          List.of("the domain that is served here is " + names.domain()),
          nearest(name + "." + names.domain(), viewpoint));
    }
    AbsenceReason absence = new AbsenceReason(snapshot, names, name);
    Scan scan = new Scan(name, absence.formsInDns());
    Map<ResourceRecord, List<Origin>> found = new LinkedHashMap<>();
    Set<NamedEntity> givers = new LinkedHashSet<>();
    Set<NamedEntity> hidden = new LinkedHashSet<>();
    constants(
        viewpoint,
        (record, origin) -> {
          if (scan.see(record)) {
            add(found, record, origin);
          }
        });
    for (NamedEntity entity : snapshot.entities()) {
      for (Contribution contribution : entity.contributions()) {
        boolean seen = viewpoint.sees(contribution);
        for (ResourceRecord record : contribution.records()) {
          if (!seen) {
            if (Names.shown(record.owner()).equals(name)) {
              hidden.add(entity);
            }
          } else if (scan.see(record)) {
            givers.add(entity);
            add(found, record, origin(entity, record));
          }
        }
      }
    }
    List<String> hiding = viewpoint.hiding(hidden);
    if (!found.isEmpty()) {
      List<Found> records = new ArrayList<>();
      boolean alias = found.keySet().stream().anyMatch(Explainer::isAlias);
      found.forEach(
          (record, origins) -> {
            if (!alias || isAlias(record)) {
              records.add(new Found(record.type(), RecordText.value(record), origins));
            }
          });
      records.sort(Comparator.comparing(Found::type).thenComparing(Found::value));
      List<String> warnings = new ArrayList<>(kept(name));
      warnings.addAll(hiding);
      if (alias && found.size() > records.size()) {
        warnings.add("it is an alias, so its other records are not served");
      } else {
        warnings.addAll(new NameWarnings(names, name).of(givers));
      }
      return new Explanation(name, Verdict.ANSWERED, records, warnings, List.of());
    }
    return hiding.isEmpty()
        ? absent(name, scan, absence)
        : without(
            name,
            scan.below.isEmpty() ? Verdict.NO_SUCH_NAME : Verdict.ONLY_NAMES_BELOW,
            hiding,
            scan.nearest.names());
  }

  private Explanation absent(String name, Scan scan, AbsenceReason absence) {
    List<String> reasons = new ArrayList<>();
    if (!snapshot.loaded()) {
      reasons.add(
          "no snapshot of the cluster has been read yet; until then the answer is SERVFAIL");
    }
    if (name.equals(names.domain())) {
      reasons.add("the domain itself has a SOA and an NS record and no others");
      return without(name, Verdict.ANSWERED, reasons, List.of());
    }
    reasons.addAll(kept(name));
    reasons.addAll(absence.reasons());
    scan.spelledOtherwise.forEach(other -> reasons.add(other + " is there: its form in DNS"));
    Verdict verdict = Verdict.NO_SUCH_NAME;
    if (!scan.below.isEmpty()) {
      verdict = Verdict.ONLY_NAMES_BELOW;
      reasons.add("below it there are " + String.join(", ", scan.below) + scan.more());
    } else if (!snapshot.loaded()) {
      verdict = Verdict.NOT_LOADED;
    }
    return without(name, verdict, reasons, scan.nearest.names());
  }

  private static boolean isAlias(ResourceRecord record) {
    return record.type() == RecordType.CNAME;
  }

  /** Frameworks that would have the name if it weren't one of the server's own. */
  private List<String> kept(String name) {
    String relative = names.relative(name);
    if (snapshot.options().shareOwnNames() || !snapshot.options().isOwn(relative)) {
      return List.of();
    }
    return snapshot.entities().stream()
        .filter(
            entity -> entity.entity() instanceof Framework framework && wants(framework, relative))
        .map(
            entity ->
                NameWarnings.described(entity)
                    + " is left out here: the name is one of the server's own (shareOwnNames)")
        .toList();
  }

  /** Whether it would have the name for itself, or for a task below it. */
  private boolean wants(Framework framework, String relative) {
    String fragment = snapshot.options().rules().fragment(framework.name());
    return relative.equals(fragment) || (!fragment.isEmpty() && relative.endsWith("." + fragment));
  }

  private List<String> nearest(String name, Viewpoint viewpoint) {
    Scan scan = new Scan(name, Set.of());
    constants(viewpoint, (record, origin) -> scan.see(record));
    snapshot.entities().stream()
        .flatMap(entity -> entity.contributions().stream())
        .filter(viewpoint::sees)
        .forEach(contribution -> contribution.records().forEach(scan::see));
    return scan.nearest.names();
  }

  /** The records that no entity of the cluster gives. */
  private void constants(Viewpoint viewpoint, BiConsumer<ResourceRecord, Origin> take) {
    Origin server = new Origin(Rule.SERVER, "server", Map.of());
    snapshot.serverRecords().forEach(record -> take.accept(record, server));
    Origin file = new Origin(Rule.ZONE_FILE, "zone-file", Map.of());
    snapshot.zoneFile().forEach(record -> take.accept(record, file));
    Origin address = new Origin(Rule.POINTER, "address", Map.of());
    snapshot.pointers().stream()
        .filter(viewpoint::sees)
        .forEach(pointer -> pointer.records().forEach(record -> take.accept(record, address)));
  }

  private static Explanation without(
      String name, Verdict verdict, List<String> reasons, List<String> nearest) {
    return new Explanation(name, verdict, List.of(), reasons, nearest);
  }

  private static void add(
      Map<ResourceRecord, List<Origin>> found, ResourceRecord record, Origin origin) {
    found.computeIfAbsent(record, r -> new ArrayList<>(1)).add(origin);
  }

  private Origin origin(NamedEntity entity, ResourceRecord record) {
    Rule rule = Rule.of(entity, record, names);
    Map<String, String> fields = new LinkedHashMap<>();
    if (entity.entity() instanceof Task task) {
      fields.put("id", task.id());
      fields.put("name", task.name());
      task.discovery().ifPresent(discovery -> fields.put("discoveryName", discovery.name()));
      fields.put("framework", entity.framework().map(Framework::name).orElse(""));
      fields.put("frameworkId", task.frameworkId());
      fields.put("agent", entity.agent().map(agent -> agent.pid().toString()).orElse(""));
      fields.put("agentId", task.agentId());
      return new Origin(rule, "task", fields);
    } else if (entity.entity() instanceof Framework framework) {
      fields.put("id", framework.id());
      fields.put("name", framework.name());
      framework.pid().ifPresent(pid -> fields.put("pid", pid.toString()));
      fields.put("hostname", framework.hostname());
      return new Origin(rule, "framework", fields);
    } else if (entity.entity() instanceof Agent agent) {
      fields.put("id", agent.id());
      fields.put("pid", agent.pid().toString());
      fields.put("hostname", agent.hostname());
      return new Origin(rule, "agent", fields);
    } else if (entity.entity() instanceof Announcement announcement) {
      fields.put("path", announcement.path());
      fields.put("member", announcement.member());
      fields.put("serviceEndpoint", announcement.serviceEndpoint().toString());
      return new Origin(rule, "announcement", fields);
    } else if (entity.entity() instanceof Masters masters) {
      masters.leader().ifPresent(leader -> fields.put("leader", leader.toString()));
      return new Origin(rule, "masters", fields);
    }
    return new Origin(rule, "entity", Map.of("key", entity.entity().key().toString()));
  }

  /** What is noticed of all names while one is looked for. */
  private static final class Scan {
    private final String name;
    private final String suffix;
    private final String skeleton;
    private final NameSuggestions nearest;
    private final Set<String> forms;
    private final Set<String> below = new LinkedHashSet<>();
    private final Set<String> spelledOtherwise = new LinkedHashSet<>();
    private String last = "";
    private boolean lastIsIt;
    private boolean moreBelow;

    Scan(String name, Set<String> forms) {
      this.name = name;
      this.forms = forms;
      this.suffix = "." + name;
      this.skeleton = Names.skeleton(name);
      this.nearest = new NameSuggestions(name);
    }

    /** Whether the record is one of the name's. */
    boolean see(ResourceRecord record) {
      String owner = Names.shown(record.owner());
      if (!owner.equals(last)) {
        last = owner;
        lastIsIt = owner.equals(name);
        notice(owner);
      }
      return lastIsIt;
    }

    private void notice(String owner) {
      if (owner.endsWith(suffix)) {
        if (below.size() < NAMES_BELOW) {
          below.add(owner);
        } else if (!below.contains(owner)) {
          moreBelow = true;
        }
      }
      nearest.offer(owner);
      if (spelledOtherwise.size() < NAMES_BELOW
          && !lastIsIt
          && (forms.contains(owner) || Names.skeleton(owner).equals(skeleton))) {
        spelledOtherwise.add(owner);
      }
    }

    String more() {
      return moreBelow ? " and others" : "";
    }
  }
}
