package io.herald.render;

import static java.util.Objects.requireNonNull;

import io.herald.render.plan.Selection;
import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.LiveServices;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What files are rendered from.
 *
 * @param services that are followed
 * @param hostsKnown whether every host with a name was looked up; before that nothing is rendered,
 *     as instances would be missing
 * @param publication in which states tasks are shown
 * @param addresses sources of the instances' addresses; empty: each task's network decides
 * @param problems where instances that files don't show are told
 */
public record RenderSource(
    LiveServices services,
    BooleanSupplier hostsKnown,
    Publication publication,
    List<IpSource> addresses,
    ProblemBook problems) {

  public RenderSource {
    requireNonNull(services, "services");
    requireNonNull(hostsKnown, "hostsKnown");
    requireNonNull(publication, "publication");
    requireNonNull(problems, "problems");
    addresses = List.copyOf(addresses);
  }

  /** Whether all that is there is known. */
  public boolean isComplete() {
    return services.isComplete() && hostsKnown.getAsBoolean();
  }

  /** Which instances a query finds. */
  Selection selection() {
    return new Selection(publication, addresses);
  }
}
