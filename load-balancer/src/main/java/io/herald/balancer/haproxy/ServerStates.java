package io.herald.balancer.haproxy;

import io.herald.services.host.IpText;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code show servers state} says, which is also the form of HAProxy's state file.
 *
 * @see <a href="https://docs.haproxy.org/2.6/management.html#9.3-show%20servers%20state">its
 *     columns</a>
 */
final class ServerStates {

  /** Bits of {@code srv_admin_state} that put a server into maintenance now. */
  private static final int MAINTENANCE = 0x01 | 0x02 | 0x20;

  private static final String VERSION = "1";

  /** A state file that says nothing, for a process without a predecessor. */
  static final String NONE = VERSION + "\n";

  private ServerStates() {}

  /**
   * Reads it.
   *
   * @return servers by backend and name, in HAProxy's order
   * @throws IllegalArgumentException if it has another form
   */
  static Map<String, Map<String, RunningServer>> parse(String text) {
    Map<String, Map<String, RunningServer>> servers = new HashMap<>();
    Map<String, Integer> columns = new HashMap<>();
    for (String line : text.split("\n")) {
      if (line.startsWith("# ")) {
        List<String> names = List.of(line.substring(2).split(" "));
        for (int i = 0; i < names.size(); i++) {
          columns.put(names.get(i), i);
        }
      } else if (!line.isBlank() && !line.equals(VERSION)) {
        RunningServer server = server(line, columns);
        servers
            .computeIfAbsent(server.backend(), unused -> new LinkedHashMap<>())
            .put(server.name(), server);
      }
    }
    return servers;
  }

  /** HAProxy shortens addresses of IPv6, Java doesn't. */
  private static String address(String text) {
    return IpText.parse(text).map(InetAddress::getHostAddress).orElse(text);
  }

  private static RunningServer server(String line, Map<String, Integer> columns) {
    String[] cells = line.split(" ");
    try {
      return new RunningServer(
          cells[columns.getOrDefault("be_name", 1)],
          cells[columns.getOrDefault("srv_name", 3)],
          Integer.parseInt(cells[columns.getOrDefault("srv_id", 2)]),
          address(cells[columns.getOrDefault("srv_addr", 4)]),
          Integer.parseInt(cells[columns.getOrDefault("srv_port", 18)]),
          Integer.parseInt(cells[columns.getOrDefault("srv_uweight", 7)]),
          (Integer.parseInt(cells[columns.getOrDefault("srv_admin_state", 6)]) & MAINTENANCE) != 0);
    } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "HAProxy's state of servers has the line \"" + line + "\"", e);
    }
  }
}
