package io.herald.services;

import io.herald.catalog.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of the services. One that throws is logged, and the others get their batch. */
final class ServiceListeners {

  private static final Logger log = LoggerFactory.getLogger(ServiceListeners.class);

  private final List<ServiceListener> listeners = new CopyOnWriteArrayList<>();

  Subscription add(ServiceListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void report(ServiceBatch batch, ServicesView now) {
    for (ServiceListener listener : listeners) {
      report(listener, batch, now);
    }
  }

  static void report(ServiceListener listener, ServiceBatch batch, ServicesView now) {
    try {
      listener.onBatch(batch, now);
    } catch (RuntimeException e) {
      log.error(
          "services: listener {} failed on revision {} ({} changes); it gets the next one",
          listener,
          batch.revision(),
          batch.changes().size(),
          e);
    }
  }
}
