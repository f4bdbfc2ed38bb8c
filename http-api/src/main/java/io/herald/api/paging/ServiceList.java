package io.herald.api.paging;

import static java.util.Objects.requireNonNull;

import io.herald.services.ServiceCounts;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.InstanceFilter;
import io.herald.watch.LiveServices;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The services that have an instance which matches a filter, in their order. Immutable. */
public final class ServiceList {

  /** Services that are read under one hold of the lock. */
  private static final int PORTION = 256;

  private final LiveServices live;

  public ServiceList(LiveServices live) {
    this.live = requireNonNull(live, "live");
  }

  /** Up to {@code most} of those behind {@code after}. */
  public List<ServiceEntry> after(InstanceFilter filter, Optional<ServiceKey> after, int most) {
    return filter.isOfServices()
        ? ofServices(filter, after, most)
        : ofInstances(filter, after, most);
  }

  /** The service as it is now; empty if it has no instance. */
  public Optional<ServiceEntry> find(ServiceKey service) {
    return entries(List.of(service)).stream().findFirst();
  }

  private List<ServiceEntry> ofServices(
      InstanceFilter filter, Optional<ServiceKey> after, int most) {
    Collection<ServiceKey> ahead =
        after
            .map(place -> live.services().tailSet(place, false))
            .orElseGet(() -> live.services().tailSet(filter.first(), true));
    List<ServiceEntry> found = new ArrayList<>();
    Iterator<ServiceKey> next = ahead.iterator();
    boolean beyond = false;
    while (found.size() < most && next.hasNext() && !beyond) {
      List<ServiceKey> portion = new ArrayList<>(PORTION);
      while (portion.size() < Math.min(PORTION, most - found.size()) && next.hasNext()) {
        ServiceKey service = next.next();
        if (filter.isBeyond(service)) {
          beyond = true;
          break;
        }
        if (filter.matches(service)) {
          portion.add(service);
        }
      }
      found.addAll(entries(portion));
    }
    return found;
  }

  private List<ServiceEntry> ofInstances(
      InstanceFilter filter, Optional<ServiceKey> after, int most) {
    InstanceWalk walk =
        new InstanceWalk(live, filter, after.map(place -> new InstancePosition(place, "", "")));
    after.ifPresent(walk::leave);
    List<ServiceKey> found = new ArrayList<>();
    while (found.size() < most) {
      Optional<Instance> instance = walk.next();
      if (instance.isEmpty()) {
        break;
      }
      found.add(instance.get().service());
      walk.leave(instance.get().service());
    }
    List<ServiceEntry> entries = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i += PORTION) {
      entries.addAll(entries(found.subList(i, Math.min(found.size(), i + PORTION))));
    }
    return entries;
  }

  private List<ServiceEntry> entries(List<ServiceKey> services) {
    return live.read(
        view -> {
          List<ServiceEntry> entries = new ArrayList<>(services.size());
          for (ServiceKey service : services) {
            ServiceCounts counts = view.counts(service);
            if (counts.instances() > 0) {
              entries.add(new ServiceEntry(service, counts, live.changedAt(service)));
            }
          }
          return entries;
        });
  }
}
