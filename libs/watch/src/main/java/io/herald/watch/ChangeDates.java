package io.herald.watch;

import io.herald.services.instance.ServiceKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The services, and the revision at which each changed last. Of services that are gone a bounded
 * number is remembered. Used under the log's lock, except for {@link #services}.
 */
final class ChangeDates {

  /** Of services that are gone. */
  static final int REMEMBERED = 10_000;

  private final NavigableMap<ServiceKey, Long> live =
      new ConcurrentSkipListMap<>(ServiceKeys.ORDER);

  private final NavigableSet<ServiceKey> services =
      Collections.unmodifiableNavigableSet(live.navigableKeySet());

  /** In the order in which they went. */
  private final Map<ServiceKey, Long> gone = new LinkedHashMap<>();

  /** Of every service that is in neither; rises. */
  private long others;

  ChangeDates(long revision) {
    this.others = revision;
  }

  /** A live, weakly consistent view, for any thread. */
  NavigableSet<ServiceKey> services() {
    return services;
  }

  void changed(ServiceKey service, long revision) {
    if (live.put(service, revision) == null) {
      gone.remove(service);
    }
  }

  void gone(ServiceKey service) {
    Long revision = live.remove(service);
    if (revision == null) {
      return;
    }
    gone.put(service, revision);
    if (gone.size() > REMEMBERED) {
      var oldest = gone.entrySet().iterator();
      others = Math.max(others, oldest.next().getValue());
      oldest.remove();
    }
  }

  long of(ServiceKey service) {
    Long revision = live.get(service);
    if (revision == null) {
      revision = gone.get(service);
    }
    return revision == null ? others : revision;
  }

  /** The last change of the services that can match; costs as many steps as there are services. */
  long last(InstanceFilter filter) {
    if (filter.service().isPresent()) {
      return of(filter.service().get());
    }
    long last = others;
    for (Map.Entry<ServiceKey, Long> service : live.tailMap(filter.first(), true).entrySet()) {
      if (filter.isBeyond(service.getKey())) {
        break;
      }
      if (filter.matches(service.getKey())) {
        last = Math.max(last, service.getValue());
      }
    }
    for (Map.Entry<ServiceKey, Long> service : gone.entrySet()) {
      if (filter.matches(service.getKey())) {
        last = Math.max(last, service.getValue());
      }
    }
    return last;
  }
}
