package io.herald.balancer.haproxy;

import io.herald.balancer.web.WebServer;
import io.herald.balancer.web.WebService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * HAProxy's statistics as a Marathon-LB's HAProxy gives them, which its deploying tool reads: each
 * task is one server by its Marathon-LB name. A slot is shown as the task that is in it and left
 * out while it is free, a task's second server without a check is counted with the first, and a
 * server that HAProxy doesn't check is {@code UP} as Mesos says so.
 *
 * <p>The columns are those up to {@code -}, behind which newer versions have the modules' own: the
 * tool makes Python's names of them all.
 */
final class MarathonLbStats {

  private static final String PROXY = "pxname";
  private static final String SERVER = "svname";
  private static final String STATUS = "status";
  private static final String WEIGHT = "weight";
  private static final String TYPE = "type";
  private static final String OF_SERVERS = "2";
  private static final String MODULES = "-";

  /** What two servers of one task have together. */
  private static final List<String> SUMS = List.of("qcur", "scur", "stot", "bin", "bout");

  /** A server of HAProxy's. */
  private record Place(String backend, String server) {}

  private final List<String> columns;
  private final List<Map<String, String>> rows;

  private MarathonLbStats(List<String> columns, List<Map<String, String>> rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Makes them.
   *
   * @param statistics what HAProxy says to {@code show stat}
   * @param items what it carries
   * @throws IOException if they have another form
   */
  static MarathonLbStats of(String statistics, List<ConfigItem> items) throws IOException {
    List<String> lines = statistics.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty() || !lines.get(0).startsWith("# " + PROXY + ",")) {
      throw new IOException("HAProxy's statistics begin with no line of columns");
    }
    List<String> columns = cells(lines.get(0).substring(2));
    int modules = columns.indexOf(MODULES);
    columns = columns.subList(0, modules < 0 ? columns.size() - 1 : modules);
    Map<Place, Optional<Place>> shown = shown(items);
    Map<Place, Map<String, String>> merged = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      Map<String, String> row = row(columns, cells(line));
      Place place = new Place(row.getOrDefault(PROXY, ""), row.getOrDefault(SERVER, ""));
      Optional<Place> as = Optional.of(place);
      if (OF_SERVERS.equals(row.get(TYPE)) && isShown(place.backend, items)) {
        as = shown.getOrDefault(place, Optional.empty());
        row.put(STATUS, status(row));
      }
      as.ifPresent(
          name -> {
            row.put(PROXY, name.backend);
            row.put(SERVER, name.server);
            merged.merge(name, row, MarathonLbStats::sum);
          });
    }
    return new MarathonLbStats(columns, List.copyOf(merged.values()));
  }

  private static boolean isShown(String backend, List<ConfigItem> items) {
    return items.stream()
        .filter(item -> item.web().isPresent())
        .flatMap(item -> item.sections().stream())
        .anyMatch(section -> section.backend().name().equals(backend));
  }

  /** As which each server is shown; empty: it isn't. */
  private static Map<Place, Optional<Place>> shown(List<ConfigItem> items) {
    Map<Place, Optional<Place>> shown = new HashMap<>();
    for (ConfigItem item : items) {
      item.web()
          .ifPresent(
              service ->
                  item.sections().stream()
                      .map(ConfigSection::backend)
                      .forEach(
                          backend ->
                              backend
                                  .servers()
                                  .forEach(
                                      server ->
                                          shown.put(
                                              new Place(backend.name(), server.name()),
                                              task(service, server)
                                                  .map(task -> new Place(item.name(), task))))));
    }
    return shown;
  }

  private static Optional<String> task(WebService service, ProxyServer server) {
    return service.spec().servers().stream()
        .filter(
            task ->
                task.port() == server.port()
                    && task.address().getHostAddress().equals(server.address()))
        .map(WebServer::name)
        .findFirst();
  }

  private static String status(Map<String, String> row) {
    String status = row.getOrDefault(STATUS, "");
    boolean serves = status.equals("UP") || status.equals("no check");
    if (!serves) {
      return status;
    }
    return "0".equals(row.get(WEIGHT)) ? "DRAIN" : "UP";
  }

  private static Map<String, String> sum(Map<String, String> first, Map<String, String> second) {
    Map<String, String> both = new HashMap<>(first);
    for (String column : SUMS) {
      both.put(column, Long.toString(number(first.get(column)) + number(second.get(column))));
    }
    return both;
  }

  private static long number(String cell) {
    return cell == null || cell.isEmpty() ? 0 : Long.parseLong(cell);
  }

  private static Map<String, String> row(List<String> columns, List<String> cells) {
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      row.put(columns.get(i), i < cells.size() ? cells.get(i) : "");
    }
    return row;
  }

  /** RFC 4180; commas and quotes within a cell become blanks, which no reader stumbles over. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c == ',' || c == '\'' ? ' ' : c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  /** As HAProxy writes them, each line with a comma at its end. */
  String csv() {
    StringBuilder out = new StringBuilder("# ").append(String.join(",", columns)).append(",\n");
    for (Map<String, String> row : rows) {
      columns.forEach(column -> out.append(row.getOrDefault(column, "")).append(','));
      out.append('\n');
    }
    return out.toString();
  }
}
