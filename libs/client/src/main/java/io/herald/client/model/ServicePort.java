package io.herald.client.model;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A port of an instance.
 *
 * @param name empty if it has none
 * @param number at which it is reached
 * @param protocol as the task gives it ({@code tcp}, {@code TCP}, {@code udp}); empty if it gives
 *     none
 * @param addresses where it is reached: the instance's, or its agent's if it is a port of that;
 *     empty while they aren't known
 * @param labels of the port alone
 * @param weight the share of the load that it asks for, 1 to 256; empty if it asks for none
 * @param priority lower ones are used first; 0 unless it asks for another
 */
public record ServicePort(
    String name,
    int number,
    String protocol,
    List<String> addresses,
    Map<String, String> labels,
    OptionalInt weight,
    int priority) {

  public ServicePort {
    addresses = List.copyOf(addresses);
    labels = Map.copyOf(labels);
  }
}
