package io.herald.dns.answer;

import io.herald.dns.access.ClientNetworks;
import io.herald.dns.record.DnsName;
import io.herald.dns.zone.AudienceFilter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which environment each client is in, and what its clients see. Immutable; a look allocates
 * nothing for IPv4 clients.
 */
public final class ClientEnvironments {

  /** No client is in any. */
  public static final ClientEnvironments NONE =
      new ClientEnvironments(new ClientNetworks(List.of()), List.of(), List.of());

  private final ClientNetworks networks;
  private final List<String> names;

  /** By the network's number; the first is that of clients in none. */
  private final View[] views;

  /** What clients of one environment see. */
  static final class View {

    /** Everything, and short names mean nothing. */
    static final View EVERYTHING = new View(AudienceFilter.ALL, List.of(), List.of());

    final AudienceFilter filter;

    /** Whether anything is hidden, and short names have a meaning. */
    final boolean limited;

    /** Apexes of the zones whose names are searched for, in wire form. */
    final byte[][] domains;

    /** For each of them what takes its place at the end of a short name, in order. */
    final byte[][][] searches;

    private View(AudienceFilter filter, List<DnsName> domains, List<DnsName> labels) {
      this.filter = filter;
      this.limited = !domains.isEmpty();
      this.domains = domains.stream().map(DnsName::toWire).toArray(byte[][]::new);
      this.searches =
          domains.stream()
              .map(
                  domain ->
                      labels.stream()
                          .map(label -> DnsName.parse(withoutRoot(label) + "." + domain).toWire())
                          .toArray(byte[][]::new))
              .toArray(byte[][][]::new);
    }

    private static String withoutRoot(DnsName name) {
      String text = name.toString();
      return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
  }

  /**
   * One environment's clients.
   *
   * @param name for people
   * @param filter what they may see
   * @param searches environments in which their short names are looked for, in order
   */
  public record Environment(String name, AudienceFilter filter, List<DnsName> searches) {

    public Environment {
      searches = List.copyOf(searches);
    }
  }

  /**
   * @param networks that have the numbers of {@code environments}, counted from 1
   * @param domains below which short names are searched for, at least one if there is a network
   */
  public ClientEnvironments(
      ClientNetworks networks, List<Environment> environments, List<DnsName> domains) {
    this.networks = networks;
    this.names = environments.stream().map(Environment::name).toList();
    List<View> all = new ArrayList<>();
    all.add(View.EVERYTHING);
    environments.forEach(each -> all.add(new View(each.filter(), domains, each.searches())));
    this.views = all.toArray(View[]::new);
  }

  /** What the client sees; everything if it is unknown or in no network. */
  View of(@Nullable InetAddress client) {
    return views.length == 1 ? View.EVERYTHING : views[networks.of(client)];
  }

  /** The environment that the client is in; empty if it is in none. */
  public Optional<String> nameOf(InetAddress client) {
    int number = networks.of(client);
    return number == ClientNetworks.NONE ? Optional.empty() : Optional.of(names.get(number - 1));
  }
}
