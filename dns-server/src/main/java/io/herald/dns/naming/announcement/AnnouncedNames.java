package io.herald.dns.naming.announcement;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.ReservedNames;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.naming.view.NamedEntity;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.services.ServiceBatch;
import io.herald.services.ServicesView;
import io.herald.services.instance.AnnouncedMember;
import io.herald.services.instance.Located;
import io.herald.services.instance.LocatedChange;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives living announcements their own names in the zone. Announcements have the label {@code
 * announced} of the domain to themselves.
 *
 * <p>Holds nothing of the announcements; for any thread.
 */
public final class AnnouncedNames {

  private final NamingOptions options;
  private final SetName names;
  private final ZoneWriter zone;
  private final ProblemBook problems;

  /**
   * The names of announcements in a zone.
   *
   * @param root of the ServerSets; the parts below it name a set
   */
  public AnnouncedNames(NamingOptions options, String root, ZoneWriter zone, ProblemBook problems) {
    this.options = requireNonNull(options, "options");
    this.names = new SetName(options.rules(), root);
    this.zone = requireNonNull(zone, "zone");
    this.problems = requireNonNull(problems, "problems");
  }

  /** The name at and below which announcements have their own names. */
  public static DnsName apex(String domain) {
    return DnsName.parse(ReservedNames.ANNOUNCED + "." + domain);
  }

  /** Carries what a batch changes of them into the zone. */
  public void apply(ServiceBatch batch) {
    List<Contribution> removed = new ArrayList<>();
    List<AnnouncedMember> added = new ArrayList<>();
    for (LocatedChange change : batch.changes()) {
      AnnouncedMember was = published(change.old());
      AnnouncedMember is = published(change.now());
      if (is == null && isMember(change)) {
        problems.replace(change.key(), List.of());
      }
      if (was == null || is == null || !haveSameRecords(was, is)) {
        if (was != null) {
          removed.add(contribution(was, problem -> {}));
        }
        if (is != null) {
          added.add(is);
        }
      }
    }
    if (!removed.isEmpty() || !added.isEmpty()) {
      zone.apply(removed, () -> added.stream().map(this::contribution).iterator());
    }
  }

  private static boolean isMember(LocatedChange change) {
    return change.old() instanceof AnnouncedMember || change.now() instanceof AnnouncedMember;
  }

  private static @Nullable AnnouncedMember published(@Nullable Located located) {
    return located instanceof AnnouncedMember member && member.published() ? member : null;
  }

  private static boolean haveSameRecords(AnnouncedMember one, AnnouncedMember other) {
    return one.announcement().equals(other.announcement())
        && one.addresses().equals(other.addresses())
        && one.environment().equals(other.environment());
  }

  /** Every living announcement, for explanations. */
  public List<NamedEntity> entities(ServicesView now) {
    return now.members().stream()
        .map(
            member ->
                NamedEntity.of(
                    member.announcement(),
                    member.environment(),
                    member.published(),
                    found -> List.of(contribution(member, found))))
        .toList();
  }

  /** The records of the task's announcements that are published. */
  public List<Contribution> records(ServicesView now, Task.Id task) {
    return now.membersOf(task).stream()
        .filter(AnnouncedMember::published)
        .map(member -> contribution(member, problem -> {}))
        .toList();
  }

  private Contribution contribution(AnnouncedMember member) {
    List<Problem> found = new ArrayList<>();
    Contribution contribution = contribution(member, found::add);
    problems.replace(member.key(), found);
    return contribution;
  }

  private Contribution contribution(AnnouncedMember member, Consumer<Problem> found) {
    return AnnouncementRecords.of(options, names, member.announcement(), member.addresses(), found)
        .to(audience(member));
  }

  /** An imported name is the task's, and not that of an announcement. */
  private int audience(AnnouncedMember member) {
    return options.environments().audience(member.environment(), "");
  }
}
