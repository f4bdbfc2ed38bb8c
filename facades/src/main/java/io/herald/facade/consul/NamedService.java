package io.herald.facade.consul;

import io.herald.catalog.model.Task;
import io.herald.facade.mirror.MirroredInstance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The instances under one name, and how many of them have each tag. Used under the catalog's lock.
 */
final class NamedService {

  private final String name;
  private final Map<Task.Id, MirroredInstance> instances = new HashMap<>();
  private final TreeMap<String, Integer> tags = new TreeMap<>();

  NamedService(String name) {
    this.name = name;
  }

  /** As the first of its instances spells it. */
  String name() {
    return name;
  }

  Map<Task.Id, MirroredInstance> instances() {
    return instances;
  }

  /** As they are now, sorted. */
  List<String> tags() {
    return List.copyOf(tags.keySet());
  }

  /** Counts the tags; whether one came or went. */
  boolean count(ConsulRegistration registration, int change) {
    boolean other = false;
    for (String tag : registration.tags()) {
      int count = tags.merge(tag, change, Integer::sum);
      if (count == 0) {
        tags.remove(tag);
      }
      other |= count == 0 || count == change;
    }
    return other;
  }
}
