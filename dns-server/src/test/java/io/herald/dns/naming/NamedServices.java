package io.herald.dns.naming;

import io.herald.catalog.ChangeBatch;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.services.Services;
import io.herald.services.host.HostResolver;
import io.herald.services.problem.ProblemBook;
import java.util.Optional;

/** Services and the naming that reads them, put together as the server does it. */
public record NamedServices(Services services, Naming naming) {

  public static NamedServices of(NamingOptions options, HostResolver hosts, ZoneWriter zone) {
    return of(options, hosts, Optional.empty(), zone);
  }

  /**
   * With the announcements of ServerSets below a root, whose hosts a resolver of their own finds.
   */
  public static NamedServices withServerSets(
      NamingOptions options,
      HostResolver hosts,
      String root,
      HostResolver announced,
      ZoneWriter zone) {
    return of(options, hosts, Optional.of(new Services.FollowedSets(root, announced)), zone);
  }

  private static NamedServices of(
      NamingOptions options,
      HostResolver hosts,
      Optional<Services.FollowedSets> sets,
      ZoneWriter zone) {
    Services services =
        new Services(options.services(), hosts, sets, new ProblemBook(NameProblem.REPORTED));
    Naming naming = new Naming(options, services, zone);
    services.subscribe(naming);
    return new NamedServices(services, naming);
  }

  public void onBatch(ChangeBatch batch) {
    services.onBatch(batch);
  }
}
