package io.herald.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.client.InstanceChange.Kind;
import io.herald.client.model.ServiceInstance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The instances that a watch knows. Changes by what is already so are none, so that an event that
 * comes twice is told once. Safe for any thread.
 */
final class LiveView {

  @GuardedBy("this")
  private Map<ServiceInstance.Key, ServiceInstance> known = new LinkedHashMap<>();

  /** All of them, as of one moment. */
  synchronized List<ServiceInstance> all() {
    return List.copyOf(known.values());
  }

  /** It is there now, as given. */
  synchronized List<InstanceChange> put(ServiceInstance instance) {
    ServiceInstance before = known.put(instance.key(), instance);
    if (instance.equals(before)) {
      return List.of();
    }
    Kind kind = before == null ? Kind.ADDED : Kind.CHANGED;
    return List.of(new InstanceChange(kind, instance, Optional.ofNullable(before)));
  }

  /** It is gone. */
  synchronized List<InstanceChange> remove(ServiceInstance instance) {
    ServiceInstance before = known.remove(instance.key());
    return before == null
        ? List.of()
        : List.of(new InstanceChange(Kind.REMOVED, before, Optional.of(before)));
  }

  /**
   * These are all, from one moment to the next.
   *
   * @return what differs: first what is there, then what is gone
   */
  synchronized List<InstanceChange> replace(Map<ServiceInstance.Key, ServiceInstance> all) {
    Map<ServiceInstance.Key, ServiceInstance> old = known;
    known = new LinkedHashMap<>(all);
    List<InstanceChange> changes = new ArrayList<>();
    for (ServiceInstance instance : all.values()) {
      ServiceInstance before = old.get(instance.key());
      if (!instance.equals(before)) {
        Kind kind = before == null ? Kind.ADDED : Kind.CHANGED;
        changes.add(new InstanceChange(kind, instance, Optional.ofNullable(before)));
      }
    }
    for (ServiceInstance before : old.values()) {
      if (!all.containsKey(before.key())) {
        changes.add(new InstanceChange(Kind.REMOVED, before, Optional.of(before)));
      }
    }
    return changes;
  }
}
