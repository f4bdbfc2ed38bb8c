package io.herald.client;

import io.herald.client.model.ServiceInstance;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what a listener is told: {@code ADDED a}, {@code settled [a]}, {@code connected}. */
final class Told implements ChangeListener {

  private final List<String> all = new CopyOnWriteArrayList<>();
  private final List<String> reasons = new CopyOnWriteArrayList<>();

  static String instance(String id) {
    return instance(id, "TASK_RUNNING");
  }

  static String instance(String id, String state) {
    return "{\"id\":\""
        + id
        + "\",\"service\":\"fw:web\",\"framework\":{\"id\":\"f\",\"name\":\"fw\"},\"state\":\""
        + state
        + "\"}";
  }

  /** Everything but interruptions. */
  List<String> all() {
    return all;
  }

  List<String> changes() {
    return all.stream().filter(line -> line.matches("(ADDED|CHANGED|REMOVED) .*")).toList();
  }

  /** Why it was interrupted, each time. */
  List<String> reasons() {
    return reasons;
  }

  static List<String> ids(ServiceWatch watch) {
    return watch.instances().stream().map(ServiceInstance::id).toList();
  }

  @Override
  public void changed(InstanceChange change) {
    all.add(change.kind() + " " + change.instance().id());
  }

  @Override
  public void settled(ServiceWatch watch) {
    all.add("settled " + ids(watch));
  }

  @Override
  public void connected(URI server) {
    all.add("connected");
  }

  @Override
  public void interrupted(String why) {
    reasons.add(why);
  }
}
