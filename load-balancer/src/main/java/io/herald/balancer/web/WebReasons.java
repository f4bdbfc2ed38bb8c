package io.herald.balancer.web;

import io.herald.services.instance.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why a task serves what its labels ask for, or doesn't; for explanations. Pure functions. */
public final class WebReasons {

  private final WebSettings settings;

  public WebReasons(WebSettings settings) {
    this.settings = settings;
  }

  /** The id under which the task's app is a web service: its own, or its deployment's. */
  public static String app(Instance instance) {
    String group = LabelSet.relevant(instance).getOrDefault("HAPROXY_DEPLOYMENT_GROUP", "");
    return group.isBlank() ? AppId.of(instance.task()) : AppId.safe(group.strip());
  }

  /** Why it gets no new connections by its state and health; empty: it gets them. */
  public Optional<String> idle(Instance instance) {
    return Optional.of(TaskRole.of(instance, settings).why()).filter(why -> !why.isEmpty());
  }

  /**
   * What its labels say of a host.
   *
   * @return for each port that asks for it why it doesn't get it; "" where nothing is against it
   */
  public List<String> refusals(Instance instance, String host) {
    Map<String, String> relevant = LabelSet.relevant(instance);
    List<TaskPort> ports = TaskPort.of(instance, LabelSet.isAuroras(instance));
    LabelSet labels = LabelSet.of(relevant, ports, what -> {});
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      WebPortLabels port = new WebPortLabels(i, labels.port(i), what -> {});
      if (port.hosts().contains(host)) {
        reasons.add(refusal(ports.get(i), port, labels));
      }
    }
    return reasons;
  }

  private String refusal(TaskPort port, WebPortLabels labels, LabelSet app) {
    if (!port.tcp() || port.number() == 0) {
      return port.tcp() ? "its port has no number" : "its port is over UDP";
    }
    Optional<String> refusal = AppReader.refusal(labels, app, settings);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    return labels.mode().filter(mode -> mode == WebMode.TCP).isPresent()
        ? "its port is in mode tcp, and a host is only known in mode http"
        : "";
  }
}
