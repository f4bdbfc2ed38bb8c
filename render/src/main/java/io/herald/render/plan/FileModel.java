package io.herald.render.plan;

import io.herald.catalog.model.Task;
import io.herald.render.config.EmptyPolicy;
import io.herald.render.config.FileQuery;
import io.herald.render.config.FileSpec;
import io.herald.render.template.ModelKeys;
import io.herald.services.instance.InstancePort;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.targets.ScrapeTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What templates see: maps and lists, by the names of {@link ModelKeys}. Pure functions. {@code
 * docs/reference/render.md} lists the names.
 */
final class FileModel {

  private FileModel() {}

  /** The whole model of a file. */
  static Map<String, Object> of(FileSpec spec, Map<FileQuery, List<RenderItem>> found) {
    Map<String, Object> root = new LinkedHashMap<>();
    List<Map<String, @Nullable Object>> queries = new ArrayList<>();
    for (FileQuery query : spec.queries()) {
      Map<String, @Nullable Object> one = query(spec, query, found.getOrDefault(query, List.of()));
      queries.add(one);
      root.put(query.name(), one);
    }
    markEnds(queries);
    markLastOfAll(queries);
    root.put(ModelKeys.QUERIES, queries);
    root.put(ModelKeys.VALUES, spec.values());
    return root;
  }

  private static Map<String, @Nullable Object> query(
      FileSpec spec, FileQuery query, List<RenderItem> items) {
    Map<String, @Nullable Object> model = new HashMap<>();
    model.put("name", query.name());
    model.put("variable", query.name().toUpperCase(Locale.ROOT).replace('-', '_'));
    group(model, items);
    model.put("services", services(items));
    model.put("targets", targets(items));
    model.put("empty", items.isEmpty());
    if (items.isEmpty() && spec.empty() == EmptyPolicy.PLACEHOLDER) {
      List<Map<String, @Nullable Object>> placeholder = List.of(placeholder(spec.placeholder()));
      markEnds(placeholder);
      model.put("instances", placeholder);
      model.put("addresses", addresses(List.of(host(spec.placeholder()))));
    }
    return model;
  }

  /** What a query and a service have in common. */
  private static void group(Map<String, @Nullable Object> model, List<RenderItem> items) {
    List<Map<String, @Nullable Object>> instances = new ArrayList<>();
    Set<String> addresses = new TreeSet<>();
    for (RenderItem item : items) {
      instances.add(instance(item));
      addresses.add(item.address());
    }
    markEnds(instances);
    model.put("instances", instances);
    model.put("addresses", addresses(addresses));
    model.put("count", items.size());
  }

  private static List<Map<String, @Nullable Object>> services(List<RenderItem> items) {
    Map<ServiceKey, List<RenderItem>> byService = new LinkedHashMap<>();
    for (RenderItem item : items) {
      byService.computeIfAbsent(item.service(), service -> new ArrayList<>()).add(item);
    }
    List<Map<String, @Nullable Object>> services = new ArrayList<>();
    byService.forEach(
        (service, ofService) -> {
          Map<String, @Nullable Object> model = new HashMap<>();
          name(model, service);
          group(model, ofService);
          Set<Object> tasks = new LinkedHashSet<>();
          ofService.forEach(item -> tasks.add(item.task()));
          model.put(ModelKeys.ITEMS, tasks);
          services.add(model);
        });
    markEnds(services);
    return services;
  }

  private static void name(Map<String, @Nullable Object> model, ServiceKey service) {
    model.put("name", service.name());
    model.put("framework", service.framework());
    model.put("environment", service.environment());
    model.put(
        "key",
        service.framework()
            + ":"
            + service.name()
            + (service.environment().isEmpty() ? "" : ":" + service.environment()));
  }

  private static Map<String, @Nullable Object> instance(RenderItem item) {
    Map<String, @Nullable Object> model = new HashMap<>();
    name(model, item.service());
    Task.Id task = item.task();
    model.put(ModelKeys.ITEMS, Set.of(task));
    model.put("id", task.taskId());
    model.put("address", item.address());
    model.put("addresses", addresses(item.addresses()));
    model.put("endpoint", item.endpoint().orElse(null));
    model.put("port", item.port().map(InstancePort::number).orElse(null));
    model.put("port_name", item.port().map(InstancePort::name).orElse(""));
    model.put("protocol", item.port().map(InstancePort::protocol).orElse(""));
    model.put("port_labels", item.port().map(InstancePort::labels).orElse(Map.of()));
    model.put("ports", ports(item.ports()));
    model.put("labels", item.labels());
    model.put("label_list", pairs(item.labels()));
    model.put("agent", item.agentHost());
    model.put("agent_id", item.agentId());
    model.put("health", item.health());
    model.put("state", item.state());
    model.put("weight", item.weight().isPresent() ? item.weight().getAsInt() : null);
    model.put("priority", item.priority());
    model.put("backup", item.backup());
    model.put("placeholder", false);
    return model;
  }

  /** Every name that an instance has, so that none is looked up further out. */
  private static Map<String, @Nullable Object> placeholder(String hostAndPort) {
    Map<String, @Nullable Object> model = new HashMap<>();
    for (String text :
        List.of(
            "name",
            "framework",
            "environment",
            "key",
            "id",
            "port_name",
            "protocol",
            "agent",
            "agent_id",
            "state")) {
      model.put(text, "");
    }
    model.put("address", host(hostAndPort));
    model.put("addresses", addresses(List.of(host(hostAndPort))));
    model.put("endpoint", hostAndPort);
    model.put("port", hostAndPort.substring(hostAndPort.lastIndexOf(':') + 1));
    model.put("port_labels", Map.of());
    model.put("ports", List.of());
    model.put("labels", Map.of());
    model.put("label_list", List.of());
    model.put("health", "unknown");
    model.put("weight", null);
    model.put("priority", 0);
    model.put("backup", false);
    model.put("placeholder", true);
    return model;
  }

  private static String host(String hostAndPort) {
    String host = hostAndPort.substring(0, hostAndPort.lastIndexOf(':'));
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static List<Map<String, @Nullable Object>> addresses(Iterable<String> addresses) {
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (String address : addresses) {
      Map<String, @Nullable Object> one = new HashMap<>();
      one.put("address", address);
      list.add(one);
    }
    markEnds(list);
    return list;
  }

  private static List<Map<String, @Nullable Object>> ports(List<InstancePort> ports) {
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (InstancePort port : ports) {
      Map<String, @Nullable Object> one = new HashMap<>();
      one.put("name", port.name());
      one.put("number", port.number());
      one.put("protocol", port.protocol());
      one.put("labels", port.labels());
      list.add(one);
    }
    markEnds(list);
    return list;
  }

  private static List<Map<String, @Nullable Object>> pairs(Map<String, String> texts) {
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    new TreeMap<>(texts)
        .forEach(
            (name, value) -> {
              Map<String, @Nullable Object> one = new HashMap<>();
              one.put("name", name);
              one.put("value", value);
              list.add(one);
            });
    markEnds(list);
    return list;
  }

  private static void markEnds(List<Map<String, @Nullable Object>> list) {
    for (int i = 0; i < list.size(); i++) {
      Map<String, @Nullable Object> one = list.get(i);
      one.put("index", i);
      one.put("first", i == 0);
      one.put("last", i == list.size() - 1);
    }
  }

  /** For lists without a comma at their end, over all queries. */
  private static void markLastOfAll(List<Map<String, @Nullable Object>> queries) {
    boolean found = false;
    for (int i = queries.size() - 1; i >= 0; i--) {
      List<?> targets = (List<?>) queries.get(i).get("targets");
      for (int j = targets == null ? -1 : targets.size() - 1; j >= 0; j--) {
        @SuppressWarnings("unchecked") // targets() made it
        Map<String, Object> target = (Map<String, Object>) targets.get(j);
        target.put("last_of_all", !found);
        found = true;
      }
    }
  }

  private static List<Map<String, @Nullable Object>> targets(List<RenderItem> items) {
    List<Map<String, @Nullable Object>> targets = new ArrayList<>();
    for (RenderItem item : items) {
      for (ScrapeTarget target : item.targets()) {
        Map<String, @Nullable Object> one = new HashMap<>();
        one.put(ModelKeys.ITEMS, Set.of(item.task()));
        one.put("address", target.address());
        one.put("label_list", pairs(target.labels()));
        targets.add(one);
      }
    }
    markEnds(targets);
    return targets;
  }
}
