package io.herald.render;

import static java.util.Objects.requireNonNull;

import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.LiveServices;
import java.util.List;

/**
 * What files are rendered from.
 *
 * @param services that are followed
 * @param publication in which states tasks are shown
 * @param addresses sources of the instances' addresses; empty: each task's network decides
 * @param problems where instances that files don't show are told
 */
public record RenderSource(
    LiveServices services,
    Publication publication,
    List<IpSource> addresses,
    ProblemBook problems) {

  public RenderSource {
    requireNonNull(services, "services");
    requireNonNull(publication, "publication");
    requireNonNull(problems, "problems");
    addresses = List.copyOf(addresses);
  }
}
