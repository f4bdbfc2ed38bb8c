package io.herald.client.model;

import java.util.List;
import java.util.Map;

/**
 * A port of an instance.
 *
 * @param name empty if it has none
 * @param number at which it is reached
 * @param protocol as the task gives it ({@code tcp}, {@code TCP}, {@code udp}); empty if it gives
 *     none
 * @param addresses where it is reached, if that is not where the instance is; else empty
 * @param labels of the port alone
 */
public record ServicePort(
    String name, int number, String protocol, List<String> addresses, Map<String, String> labels) {

  public ServicePort {
    addresses = List.copyOf(addresses);
    labels = Map.copyOf(labels);
  }
}
