package io.herald.balancer.haproxy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the running process has, as it was read and as it was changed since; and how it is changed
 * without a reload. Not for several threads.
 */
final class RunningModel {

  /** What HAProxy says of a map that no frontend names. */
  private static final String NO_MAP = "Unknown map";

  private final HaproxySettings settings;
  private final HaproxyProcess process;
  private final HaproxyCounters counters;
  private final WorkerInfo worker;
  private final Map<String, Map<String, RunningServer>> servers;

  /** Those that HAProxy has: none of a frontend that isn't open. */
  private final Map<Path, SortedMap<String, String>> maps = new HashMap<>();

  /** What backends were brought to. */
  private final Map<String, ProxyBackend> reached = new HashMap<>();

  /** Servers in maintenance that are to be deleted, each {@code backend/name}. */
  private final Map<String, RunningServer> leaving = new LinkedHashMap<>();

  private RunningModel(
      HaproxySettings settings,
      HaproxyProcess process,
      HaproxyCounters counters,
      WorkerInfo worker,
      Map<String, Map<String, RunningServer>> servers) {
    this.settings = settings;
    this.process = process;
    this.counters = counters;
    this.worker = worker;
    this.servers = servers;
  }

  /** Reads it; empty if no HAProxy of Herald's answers. */
  static Optional<RunningModel> read(
      HaproxySettings settings, HaproxyProcess process, HaproxyCounters counters)
      throws IOException {
    Optional<WorkerInfo> worker = process.worker();
    if (worker.isEmpty()) {
      return Optional.empty();
    }
    RunningModel model =
        new RunningModel(settings, process, counters, worker.get(), process.servers());
    for (Path map : List.of(settings.hostMap(), settings.appMap())) {
      String text = process.map(map);
      if (!text.contains(NO_MAP)) {
        model.maps.put(map, entries(text));
      }
    }
    return Optional.of(model);
  }

  /** Lines {@code 0x55d… key value}; what else is said has no third word, or no such first one. */
  private static SortedMap<String, String> entries(String text) {
    SortedMap<String, String> entries = new TreeMap<>();
    for (String line : text.split("\n")) {
      String[] words = line.split(" ");
      if (words.length == 3 && words[0].startsWith("0x")) {
        entries.put(words[1], words[2]);
      }
    }
    return entries;
  }

  WorkerInfo worker() {
    return worker;
  }

  String mark() {
    return worker.mark();
  }

  Map<String, Map<String, RunningServer>> servers() {
    return servers;
  }

  /**
   * Brings servers and maps to what the plan has, as far as the process has its backends.
   *
   * @return what HAProxy says against it; empty: it has all of it
   */
  Optional<String> apply(ConfigPlan plan) throws IOException {
    boolean complete = plan.mark().equals(mark());
    List<String> commands = new ArrayList<>();
    Map<String, Map<String, RunningServer>> after = new HashMap<>();
    List<ProxyBackend> changed = new ArrayList<>();
    for (ProxyBackend backend : plan.backends().values()) {
      if (backend.equals(reached.get(backend.name()))) {
        continue;
      }
      Map<String, RunningServer> now = servers.get(backend.name());
      if (now == null && !complete) {
        continue;
      }
      changed.add(backend);
      leaving.values().removeIf(server -> server.backend().equals(backend.name()));
      BackendChanges changes = BackendChanges.of(backend, now == null ? Map.of() : now);
      if (!changes.commands().isEmpty()) {
        commands.addAll(changes.commands());
        after.put(backend.name(), changes.after());
      }
      for (String name : changes.leaving()) {
        leaving.put(backend.name() + "/" + name, changes.after().get(name));
      }
    }
    SortedMap<String, String> hosts =
        mapCommands(settings.hostMap(), plan.hosts(), complete, commands);
    SortedMap<String, String> apps =
        mapCommands(settings.appMap(), plan.apps(), complete, commands);
    Optional<String> fault = process.tell(commands);
    counters.commands(commands.size());
    if (fault.isEmpty()) {
      servers.putAll(after);
      changed.forEach(backend -> reached.put(backend.name(), backend));
      maps.replace(settings.hostMap(), hosts);
      maps.replace(settings.appMap(), apps);
    }
    return fault;
  }

  private SortedMap<String, String> mapCommands(
      Path map, SortedMap<String, String> wanted, boolean complete, List<String> commands) {
    SortedMap<String, String> now = maps.get(map);
    if (now == null) {
      return wanted; // Its frontend isn't open: a port of 0, or one that can't be bound.
    }
    SortedMap<String, String> after = new TreeMap<>(now);
    wanted.forEach(
        (key, value) -> {
          if ((complete || servers.containsKey(value)) && !value.equals(now.get(key))) {
            String verb = now.containsKey(key) ? "set map " : "add map ";
            commands.add(verb + map + " " + key + " " + value);
            after.put(key, value);
          }
        });
    for (String key : now.keySet()) {
      if (!wanted.containsKey(key)) {
        commands.add("del map " + map + " " + key);
        after.remove(key);
      }
    }
    return after;
  }

  /** Deletes servers that are leaving and have no connection left; those of slots stay. */
  void deleteLeaving() throws IOException {
    for (Iterator<Map.Entry<String, RunningServer>> i = leaving.entrySet().iterator();
        i.hasNext(); ) {
      Map.Entry<String, RunningServer> next = i.next();
      String answer = process.delete(next.getKey());
      if (answer.contains("deleted") || answer.contains("No such server")) {
        i.remove();
        Map<String, RunningServer> rest = servers.get(next.getValue().backend());
        if (rest != null) {
          rest.remove(next.getValue().name());
        }
      }
    }
  }

  int leaving() {
    return leaving.size();
  }
}
