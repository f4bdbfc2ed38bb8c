package io.herald.facade.consul;

import io.herald.settings.Range;
import java.util.Optional;

/**
 * The facade of Consul.
 *
 * @param port empty: it isn't served; 0: any free one
 * @param datacenter the one datacenter that there is
 * @param names how services are called
 * @param queriesPerClient of one client's blocking queries that wait at a time; further ones are
 *     refused
 */
public record ConsulSettings(
    Optional<Integer> port, String datacenter, ConsulNaming names, int queriesPerClient) {

  public static final Range QUERIES = new Range(1, 100_000);

  /** Not served. */
  public static final ConsulSettings OFF =
      new ConsulSettings(Optional.empty(), "dc1", ConsulNaming.DEFAULT, 1000);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public ConsulSettings {
    datacenter(datacenter);
    if (!QUERIES.contains(queriesPerClient)) {
      throw new IllegalArgumentException(
          queriesPerClient + " queries of one client are not " + QUERIES);
    }
  }

  /** Refuses what can't be a datacenter of Consul's. */
  static String datacenter(String name) {
    if (!name.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException(
          "the datacenter \"" + name + "\" has other characters than letters, digits, - and _");
    }
    return name;
  }

  public ConsulSettings withPort(int number) {
    return new ConsulSettings(Optional.of(number), datacenter, names, queriesPerClient);
  }
}
