package io.herald.api.paging;

import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.ServiceKeys;
import java.util.Comparator;
import java.util.List;

/** Where an instance stands in the order of lists: by service, then task id, then framework id. */
public record InstancePosition(ServiceKey service, String taskId, String frameworkId) {

  /** How many parts {@link #key} has. */
  public static final int PARTS = 5;

  static final Comparator<InstancePosition> ORDER =
      Comparator.comparing(InstancePosition::service, ServiceKeys.ORDER)
          .thenComparing(InstancePosition::taskId)
          .thenComparing(InstancePosition::frameworkId);

  public static InstancePosition of(Instance instance) {
    return new InstancePosition(
        instance.service(), instance.task().id(), instance.task().frameworkId());
  }

  /** From the parts of {@link #key}. */
  public static InstancePosition of(List<String> key) {
    return new InstancePosition(ServicePosition.of(key), key.get(3), key.get(4));
  }

  /** As a cursor holds it. */
  public List<String> key() {
    return List.of(service.name(), service.framework(), service.environment(), taskId, frameworkId);
  }
}
