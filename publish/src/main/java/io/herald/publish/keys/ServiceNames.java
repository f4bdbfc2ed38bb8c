package io.herald.publish.keys;

import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.util.List;

/** What services are called in DNS: the DNS server's own rules, so that keys and zone agree. */
public interface ServiceNames {

  /**
   * Tells apart the names: services with the same text share their names, as those of two
   * environments do.
   */
  String shared(ServiceKey service);

  /**
   * The names of a service's instance, from the left to the right, without the zone: {@code [sise,
   * marathon]}. One with dots has two; one that has no character of a name, none.
   */
  List<List<String>> names(Instance instance);
}
