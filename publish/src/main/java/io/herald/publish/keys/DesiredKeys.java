package io.herald.publish.keys;

import io.herald.services.ServicesView;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.skydns.message.SkydnsJson;
import io.herald.skydns.message.SkydnsMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Every key that there must be, with its value, kept up to date name by name: a change costs what
 * the instances of its name do. Used by one thread.
 */
public final class DesiredKeys {

  /** What shares a name. */
  private static final class Group {
    private final Set<ServiceKey> services = new HashSet<>(2);
    private Set<String> keys = Set.of();
  }

  private final NameKeys nameKeys;
  private final PublishRules rules;
  private final Map<String, Group> groups = new HashMap<>();
  private final Map<String, byte[]> values = new HashMap<>();

  public DesiredKeys(KeyLayout layout, PublishRules rules) {
    this.nameKeys = new NameKeys(layout, rules);
    this.rules = rules;
  }

  /** The value that a key must have; null if there must be no such key. */
  public byte @Nullable [] value(String key) {
    return values.get(key);
  }

  public int size() {
    return values.size();
  }

  /** Every key that there must be. */
  public Set<String> keys() {
    return values.keySet();
  }

  /** Every service that it knows, also those that are gone since. */
  public Collection<ServiceKey> services() {
    List<ServiceKey> all = new ArrayList<>();
    groups.values().forEach(group -> all.addAll(group.services));
    return all;
  }

  /**
   * Reads the services again.
   *
   * @param changed that came, changed or went
   * @param view of this moment
   * @return the keys whose value is another one now
   */
  public Set<String> update(Collection<ServiceKey> changed, ServicesView view) {
    Set<String> names = new LinkedHashSet<>();
    for (ServiceKey service : changed) {
      String shared = rules.names().shared(service);
      groups.computeIfAbsent(shared, name -> new Group()).services.add(service);
      names.add(shared);
    }
    Set<String> differing = new LinkedHashSet<>();
    for (String name : names) {
      update(name, view, differing);
    }
    return differing;
  }

  private void update(String name, ServicesView view, Set<String> differing) {
    Group group = groups.get(name);
    List<Instance> instances = new ArrayList<>();
    for (ServiceKey service : List.copyOf(group.services)) {
      List<Instance> ofService = view.instances(service);
      if (ofService.isEmpty()) {
        group.services.remove(service);
      }
      instances.addAll(ofService);
    }
    SortedMap<String, SkydnsMessage> now = nameKeys.of(instances);
    for (String key : group.keys) {
      if (!now.containsKey(key)) {
        values.remove(key);
        differing.add(key);
      }
    }
    now.forEach(
        (key, message) -> {
          byte[] value = SkydnsJson.write(message);
          byte[] before = values.get(key);
          if (before == null || !Arrays.equals(before, value)) {
            values.put(key, value);
            differing.add(key);
          }
        });
    group.keys = Set.copyOf(now.keySet());
    if (group.services.isEmpty()) {
      groups.remove(name);
    }
  }
}
