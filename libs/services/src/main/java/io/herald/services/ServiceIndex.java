package io.herald.services;

import io.herald.catalog.model.Task;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.Publication;
import io.herald.services.instance.ServiceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The tasks of each service, and what is counted of them. Remembers which services were touched
 * since it was last asked. Used by one thread at a time.
 */
final class ServiceIndex {

  private final Publication publication;
  private final Map<ServiceKey, Service> services = new HashMap<>();
  private final Map<ServiceKey, Touched> touched = new LinkedHashMap<>();

  private static final class Service {
    private final TaskGroup tasks = new TaskGroup();
    private int admitted;
    private int healthy;
    private int weighted;
    private int discovered;

    private ServiceCounts counts() {
      return new ServiceCounts(tasks.size(), admitted, healthy, weighted, discovered);
    }
  }

  private static final class Touched {
    private final ServiceCounts before;
    private int changed;

    private Touched(ServiceCounts before) {
      this.before = before;
    }
  }

  ServiceIndex(Publication publication) {
    this.publication = publication;
  }

  void add(ServiceKey key, Task task) {
    touch(key).changed++;
    Service service = services.computeIfAbsent(key, k -> new Service());
    service.tasks.add(task);
    count(service, task, 1);
  }

  /** Removes a task that was added under this key. */
  void remove(ServiceKey key, Task task) {
    touch(key);
    Service service = services.get(key);
    if (service == null) {
      throw new IllegalStateException("task " + task.key() + " leaves " + key + ", which is empty");
    }
    service.tasks.remove(task);
    count(service, task, -1);
    if (service.tasks.isEmpty()) {
      services.remove(key);
    }
  }

  /** Holds an equal task in place of one that was added; this touches nothing. */
  void replace(ServiceKey key, Task old, Task task) {
    Service service = services.get(key);
    if (service != null) {
      service.tasks.remove(old);
      service.tasks.add(task);
    }
  }

  private Touched touch(ServiceKey key) {
    return touched.computeIfAbsent(key, k -> new Touched(counts(k)));
  }

  private void count(Service service, Task task, int change) {
    InstanceLabels labels = new InstanceLabels(task);
    if (publication.admits(task, labels)) {
      service.admitted += change;
      service.healthy += Publication.isHealthy(task) ? change : 0;
      service.weighted += labels.anyWeight() ? change : 0;
      service.discovered += ServiceKey.discovery(task).isPresent() ? change : 0;
    }
  }

  /** The services that tasks joined or left since the last call. */
  List<ServiceChange> changes() {
    List<ServiceChange> changes = new ArrayList<>(touched.size());
    touched.forEach(
        (key, was) -> changes.add(new ServiceChange(key, was.before, counts(key), was.changed)));
    touched.clear();
    return changes;
  }

  /** As if every service came now. */
  List<ServiceChange> everything() {
    List<ServiceChange> changes = new ArrayList<>(services.size());
    services.forEach(
        (key, service) ->
            changes.add(
                new ServiceChange(
                    key, ServiceCounts.NONE, service.counts(), service.tasks.size())));
    return changes;
  }

  Set<ServiceKey> keys() {
    return Collections.unmodifiableSet(services.keySet());
  }

  ServiceCounts counts(ServiceKey key) {
    Service service = services.get(key);
    return service == null ? ServiceCounts.NONE : service.counts();
  }

  void forEach(ServiceKey key, Consumer<Task> action) {
    Service service = services.get(key);
    if (service != null) {
      service.tasks.forEach(action);
    }
  }
}
