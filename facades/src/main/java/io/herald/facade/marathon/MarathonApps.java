package io.herald.facade.marathon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.model.Task;
import io.herald.facade.mirror.MirrorListener;
import io.herald.facade.mirror.MirroredInstance;
import io.herald.services.instance.Health;
import io.herald.services.instance.IpSource;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The apps, and what changes in them as events. Safe for any thread.
 *
 * <p>Mesos tells nobody but the framework how a task ended, so the last event of each says that it
 * was killed.
 */
final class MarathonApps implements MirrorListener {

  private static final String GONE = "TASK_KILLED";

  private static final JsonFactory JSON = new JsonFactory();

  private final AppIds ids;
  private final List<IpSource> addressSources;
  private final MarathonStreams streams;
  private final ServicePorts servicePorts = new ServicePorts();
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final TreeMap<String, Map<Task.Id, MirroredInstance>> apps = new TreeMap<>();

  /** From the first snapshot's end until others take over. */
  private volatile boolean inForce;

  MarathonApps(List<String> frameworks, List<IpSource> addressSources, MarathonStreams streams) {
    this.ids = new AppIds(frameworks);
    this.addressSources = List.copyOf(addressSources);
    this.streams = streams;
  }

  /** All of them, sorted by id. */
  List<MarathonApp> all() {
    Map<String, List<MirroredInstance>> all = new LinkedHashMap<>();
    synchronized (lock) {
      apps.forEach((id, tasks) -> all.put(id, List.copyOf(tasks.values())));
    }
    // What apps are made of what was there needs no lock: changes don't wait for it.
    return all.entrySet().stream()
        .map(app -> new MarathonApp(app.getKey(), app.getValue()))
        .toList();
  }

  /**
   * The app of that id.
   *
   * @param id with its leading slash
   */
  Optional<MarathonApp> find(String id) {
    List<MirroredInstance> found;
    synchronized (lock) {
      found = List.copyOf(apps.getOrDefault(id, Map.of()).values());
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(new MarathonApp(id, found));
  }

  int size() {
    synchronized (lock) {
      return apps.size();
    }
  }

  /** Id of the framework whose apps stand as they are; empty while none of its tasks is there. */
  Optional<String> frameworkId() {
    synchronized (lock) {
      return apps.values().stream()
          .map(tasks -> tasks.values().iterator().next().instance().framework())
          .filter(framework -> ids.isFirst(framework.name()))
          .map(framework -> framework.id())
          .findFirst();
    }
  }

  MarathonJson json(JsonGenerator to) {
    return new MarathonJson(to, servicePorts, addressSources);
  }

  @Override
  public void onComplete(long index) {
    inForce = true;
  }

  /** Others have taken over. */
  void retire() {
    inForce = false;
    streams.cut();
  }

  @Override
  public void onChange(
      @Nullable MirroredInstance old, @Nullable MirroredInstance now, long index, Instant at) {
    Optional<String> was = old == null ? Optional.empty() : ids.of(old.instance());
    Optional<String> is = now == null ? Optional.empty() : ids.of(now.instance());
    boolean ended = false;
    synchronized (lock) {
      if (old != null && was.isPresent() && !was.equals(is)) {
        ended = remove(was.get(), old);
      }
      if (now != null && is.isPresent()) {
        apps.computeIfAbsent(is.get(), id -> new HashMap<>()).put(now.id(), now);
      }
    }
    if (inForce && !streams.isEmpty()) {
      String time = MarathonTime.of(at);
      if (old != null && was.isPresent() && !was.equals(is)) {
        update(was.get(), old, GONE, time);
        if (ended) {
          publish("app_terminated_event", json -> json.appTerminated(was.get(), time));
        }
      }
      if (now != null && is.isPresent()) {
        changed(is.get(), was.equals(is) ? old : null, now, time);
      }
    }
  }

  /** Whether it was the app's last task. */
  @GuardedBy("lock")
  private boolean remove(String app, MirroredInstance task) {
    Map<Task.Id, MirroredInstance> tasks = apps.get(app);
    if (tasks == null) {
      return false;
    }
    tasks.remove(task.id());
    if (tasks.isEmpty()) {
      apps.remove(app);
      servicePorts.release(app);
    }
    return tasks.isEmpty();
  }

  private void changed(
      String app, @Nullable MirroredInstance old, MirroredInstance now, String time) {
    Health health = now.instance().health();
    boolean otherHealth =
        health != Health.UNKNOWN && (old == null || old.instance().health() != health);
    if (old == null || !otherHealth || !old.instance().state().equals(now.instance().state())) {
      update(app, now, now.instance().state(), time);
    }
    if (otherHealth) {
      publish("health_status_changed_event", json -> json.healthChanged(app, now, time));
    }
  }

  private void update(String app, MirroredInstance task, String status, String time) {
    publish("status_update_event", json -> json.statusUpdate(app, task, status, time));
  }

  @FunctionalInterface
  private interface Data {
    void write(MarathonJson json) throws IOException;
  }

  private void publish(String type, Data data) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      data.write(json(json));
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes what is written", e);
    }
    streams.publish(type, text.toString());
  }
}
