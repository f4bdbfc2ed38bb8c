package io.herald.dns.naming.records;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Masters;
import io.herald.dns.naming.names.NameKey;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.Contribution;
import io.herald.services.instance.Instance;
import io.herald.services.instance.Located;
import io.herald.services.instance.LocatedAgent;
import io.herald.services.instance.LocatedFramework;
import io.herald.services.instance.LocatedMasters;
import io.herald.services.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All that one entity's records depend on, and the records as a pure function of it. What leaves
 * the zone is computed again from what the entity was; contributions aren't stored.
 *
 * @param name that an instance shares with others; without meaning for other entities
 * @param status of that name
 */
public record Named(Located located, NameKey name, NameStatus status) {

  private static final NameKey NO_NAME = new NameKey("", "", "");

  /** An agent, a framework or the masters. */
  public static Named of(Located located) {
    return new Named(located, NO_NAME, NameStatus.ALONE);
  }

  public Entity.Key key() {
    return located.key();
  }

  /** This with another status of its name. */
  public Named with(NameStatus other) {
    return new Named(located, name, other);
  }

  /** What it puts into the zone, each for its audience; its own first. */
  public List<Contribution> contributions(NamingOptions options, Consumer<Problem> problems) {
    Contribution own = contribution(options, problems);
    return located instanceof Instance instance
        ? EnvironmentAliases.with(options, instance, own)
        : List.of(own);
  }

  /**
   * The records, but for those of names that stand for it in other environments; none of a
   * ServerSet's member, which is named elsewhere.
   */
  public Contribution contribution(NamingOptions options, Consumer<Problem> problems) {
    if (located instanceof Instance instance) {
      return TaskRecords.of(
              options,
              instance.task(),
              instance.framework(),
              name.framework(),
              instance.service().environment(),
              instance.agentAddresses(),
              status,
              problems)
          .to(audience(options, instance));
    } else if (located instanceof LocatedAgent agent) {
      return AgentRecords.of(options, agent.agent(), agent.addresses(), problems);
    } else if (located instanceof LocatedFramework framework) {
      return FrameworkRecords.of(options, framework.framework(), framework.addresses(), problems);
    } else if (located instanceof LocatedMasters masters) {
      return MasterRecords.of(
          options,
          numbered(options, masters.masters()),
          masters.masters().leader(),
          masters::addresses,
          problems);
    }
    return Contribution.NONE;
  }

  /** Who may see an instance's records. */
  public static int audience(NamingOptions options, Instance instance) {
    return options
        .environments()
        .audience(
            instance.service().environment(), options.rules().label(instance.service().name()));
  }

  /** The configured masters in their order; without these, the leader first. */
  private static List<AnnouncedEndpoint> numbered(NamingOptions options, Masters masters) {
    List<AnnouncedEndpoint> list = new ArrayList<>(options.masters());
    if (list.isEmpty()) {
      masters.leader().ifPresent(list::add);
      list.addAll(masters.others());
    }
    return list;
  }
}
