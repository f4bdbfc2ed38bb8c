package io.herald.api.paging;

import io.herald.services.instance.ServiceKey;
import java.util.List;

/**
 * Where a service stands in the order of lists, as cursors hold it: name, framework, environment.
 */
public final class ServicePosition {

  /** How many parts {@link #key} has. */
  public static final int PARTS = 3;

  private ServicePosition() {}

  /**
   * The service of a key.
   *
   * @param key begins with the parts of {@link #key}; what follows is the list's own
   */
  public static ServiceKey of(List<String> key) {
    return new ServiceKey(key.get(1), key.get(0), key.get(2));
  }

  /** As a cursor holds it. */
  public static List<String> key(ServiceKey service) {
    return List.of(service.name(), service.framework(), service.environment());
  }
}
