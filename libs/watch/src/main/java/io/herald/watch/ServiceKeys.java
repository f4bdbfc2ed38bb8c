package io.herald.watch;

import io.herald.services.instance.ServiceKey;
import java.util.Comparator;

/** The order of services in lists and snapshots. */
public final class ServiceKeys {

  /**
   * By name, then framework, then environment, each by its UTF-16 units: services of one name stand
   * together, and so do those whose names begin alike.
   */
  public static final Comparator<ServiceKey> ORDER =
      Comparator.comparing((ServiceKey key) -> key.name())
          .thenComparing(ServiceKey::framework)
          .thenComparing(ServiceKey::environment);

  private ServiceKeys() {}

  /** No service whose name is that one, or begins with it, comes before this. */
  static ServiceKey lowest(String name) {
    return new ServiceKey("", name, "");
  }
}
