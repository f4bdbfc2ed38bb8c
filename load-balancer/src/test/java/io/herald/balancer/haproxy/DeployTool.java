package io.herald.balancer.haproxy;

import static io.herald.balancer.haproxy.HaproxyUnderTest.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What Marathon-LB's deploying tool, {@code zdd.py}, asks of a balancer, and what it concludes: its
 * conditions in its order, word for word where it splits and compares text.
 */
final class DeployTool {

  private final int port;
  private final String listeners;

  /**
   * A tool of one service.
   *
   * @param port of the statistics
   * @param listeners name of the service: group, underscore and service port
   */
  DeployTool(int port, String listeners) {
    this.port = port;
    this.listeners = listeners;
  }

  /** Whether the tool takes the balancer for one that is reloading, and waits. */
  boolean isReloading() throws IOException {
    String answer = get(port, "/_haproxy_getpids");
    return !isOk(answer) || body(answer).strip().split("\\s+").length > 2;
  }

  /** The rows of the service's servers, by name. */
  Map<String, Map<String, String>> listeners() throws IOException {
    String answer = get(port, "/haproxy?stats;csv");
    assertThat(isOk(answer)).as(answer).isTrue();
    List<String> rows = body(answer).lines().toList();
    String[] headings =
        rows.get(0).replaceFirst("^[# ]+", "").replaceFirst("[,\n]+$", "").split(",");
    // They become names in Python.
    assertThat(headings).allMatch(heading -> heading.matches("[a-z_][a-z_0-9]*"));
    Map<String, Map<String, String>> found = new HashMap<>();
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",", -1);
      assertThat(cells).as(row).hasSize(headings.length + 1);
      Map<String, String> named = new HashMap<>();
      for (int i = 0; i < headings.length; i++) {
        named.put(headings[i], cells[i]);
      }
      String server = named.getOrDefault("svname", "");
      if (listeners.equals(named.get("pxname"))
          && !server.equals("BACKEND")
          && !server.equals("FRONTEND")) {
        assertThat(found.put(server, named)).as("another row of " + server).isNull();
      }
    }
    return found;
  }

  /**
   * Which of the old app's servers it would have killed now.
   *
   * @param instances of both apps, as Marathon has them
   * @param target what the label says
   * @param old names of the old app's servers
   * @return empty if it waits on
   */
  List<String> toKill(int instances, int target, List<String> old) throws IOException {
    if (isReloading()) {
      return List.of();
    }
    Map<String, Map<String, String>> all = listeners();
    long up = all.values().stream().filter(row -> "UP".equals(row.get("status"))).count();
    if (all.size() != instances || up < target) {
      return List.of();
    }
    return old.stream().filter(name -> isDrained(all.getOrDefault(name, Map.of()))).toList();
  }

  private static boolean isDrained(Map<String, String> row) {
    return "MAINT".equals(row.get("status"))
        && number(row, "qcur") == 0
        && number(row, "scur") == 0;
  }

  private static int number(Map<String, String> row, String column) {
    String cell = row.getOrDefault(column, "");
    return cell.isEmpty() ? 0 : Integer.parseInt(cell);
  }

  private static boolean isOk(String answer) {
    return answer.startsWith("HTTP/1.1 200 ");
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }
}
