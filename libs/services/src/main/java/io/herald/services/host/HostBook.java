package io.herald.services.host;

import io.herald.catalog.model.Entity;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The addresses of every host that an entity names, and the entities that name it. A host given as
 * an address needs no look-up; one given as a name has no addresses until it is resolved; text that
 * can be neither never has any. A host that can't be resolved is a problem until it can, or until
 * no entity names it. Used by one thread at a time.
 */
public final class HostBook {

  private final HostResolver resolver;
  private final HostResolver.Listener listener;
  private final String role;
  private final ProblemBook problems;
  private final Function<String, List<InetAddress>> otherwise;
  private final Map<String, Host> hosts = new HashMap<>();

  /**
   * An empty book.
   *
   * @param listener gets the results, and must forward them to this book
   * @param role what problems call these hosts
   */
  public HostBook(
      HostResolver resolver, HostResolver.Listener listener, String role, ProblemBook problems) {
    this(resolver, listener, role, problems, host -> List.of());
  }

  /**
   * The same.
   *
   * @param otherwise the addresses of a host that the resolver doesn't know; none if it isn't known
   *     there either
   */
  public HostBook(
      HostResolver resolver,
      HostResolver.Listener listener,
      String role,
      ProblemBook problems,
      Function<String, List<InetAddress>> otherwise) {
    this.otherwise = otherwise;
    this.resolver = resolver;
    this.listener = listener;
    this.role = role;
    this.problems = problems;
  }

  /** The addresses known now; empty for a host that no entity names. */
  public List<InetAddress> addresses(String host) {
    List<InetAddress> found = resolved(host);
    return found.isEmpty() && hosts.containsKey(host) ? otherwise.apply(host) : found;
  }

  /** The addresses from the resolver; empty for a host that no entity names. */
  public List<InetAddress> resolved(String host) {
    Host known = hosts.get(host);
    return known == null ? List.of() : known.addresses;
  }

  /** Clears the host's problem if its addresses are known from elsewhere now. */
  public void knownOtherwise(String host) {
    if (hosts.containsKey(host) && !otherwise.apply(host).isEmpty()) {
      problems.replace(subject(host), List.of());
    }
  }

  /** The entities that name the host. */
  public Set<Entity.Key> users(String host) {
    Host known = hosts.get(host);
    return known == null ? Set.of() : Set.copyOf(known.users);
  }

  public void retain(String host, Entity.Key user) {
    if (host.isEmpty()) {
      return;
    }
    Host known = hosts.get(host);
    if (known == null) {
      Optional<InetAddress> literal = IpText.parse(host);
      known =
          new Host(
              literal.map(List::of).orElse(List.of()),
              literal.isEmpty() && HostName.isPossible(host));
      hosts.put(host, known);
      if (known.watched) {
        resolver.watch(host, listener);
      }
    }
    known.users.add(user);
  }

  public void release(String host, Entity.Key user) {
    Host known = hosts.get(host);
    if (known != null && known.users.remove(user) && known.users.isEmpty()) {
      hosts.remove(host);
      if (known.watched) {
        resolver.unwatch(host);
        problems.replace(subject(host), List.of());
      }
    }
  }

  public void resolved(String host, List<InetAddress> addresses) {
    Host known = hosts.get(host);
    if (known != null) {
      known.addresses = List.copyOf(addresses);
      problems.replace(subject(host), List.of());
    }
  }

  public void unresolved(String host, String why) {
    Host known = hosts.get(host);
    if (known != null && (!known.addresses.isEmpty() || otherwise.apply(host).isEmpty())) {
      String what =
          String.format(
              "%s, of %s, can't be resolved (%s) and %s; retrying",
              subject(host),
              users(known),
              why,
              known.addresses.isEmpty() ? "has no address" : "keeps the addresses it had");
      problems.replace(
          subject(host),
          List.of(new Problem(EntityProblem.UNRESOLVED_HOST, Optional.empty(), what)));
    }
  }

  private String subject(String host) {
    return role + " \"" + host + "\"";
  }

  private static String users(Host host) {
    String one = ProblemBook.named(host.users.iterator().next());
    return host.users.size() == 1 ? one : one + " and " + (host.users.size() - 1) + " more";
  }

  private static final class Host {
    private final boolean watched;
    private final Set<Entity.Key> users = new HashSet<>();
    private List<InetAddress> addresses;

    private Host(List<InetAddress> addresses, boolean watched) {
      this.addresses = addresses;
      this.watched = watched;
    }
  }
}
