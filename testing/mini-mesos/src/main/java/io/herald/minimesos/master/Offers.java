package io.herald.minimesos.master;

import io.herald.minimesos.link.Ids;
import io.herald.minimesos.resources.ResourceSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.mesos.v1.Protos.Address;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.URL;
import org.apache.mesos.v1.scheduler.Protos.Event;

/**
 * Who is offered what. All that an agent has free goes to one framework and role, the one that has
 * the least cpus so far; it is offered again when it comes back and no filter holds it. For the
 * cluster's thread.
 */
final class Offers {

  /** What Mesos takes when a framework names no time. */
  static final double DEFAULT_REFUSE_SECONDS = 5;

  private static final double LEAST_CPUS = 0.01;
  private static final double LEAST_MEMORY = 32;
  private static final double MAX_REFUSE_SECONDS = 365.0 * 24 * 3600;

  private final ClusterView view;

  Offers(ClusterView view) {
    this.view = view;
  }

  private record Candidate(FrameworkEntry framework, String role) {}

  /** Offers what is free. */
  void allocate() {
    if (view.frameworks.values().stream().noneMatch(framework -> framework.active)) {
      return; // no framework would take an offer, so free resources need not be summed up
    }
    long now = System.nanoTime();
    Map<FrameworkEntry, Event.Offers.Builder> made = new LinkedHashMap<>();
    for (AgentEntry agent : view.agents.values()) {
      ResourceSet available = agent.active ? view.available(agent) : ResourceSet.NONE;
      if (available.scalar("cpus") < LEAST_CPUS && available.scalar("mem") < LEAST_MEMORY) {
        continue;
      }
      candidate(agent.id, available, now)
          .ifPresent(
              taker -> {
                OfferEntry offer = offer(agent, taker, available);
                view.offers.put(offer.id(), offer);
                made.computeIfAbsent(taker.framework(), framework -> Event.Offers.newBuilder())
                    .addOffers(offer.offer());
              });
    }
    made.forEach(
        (framework, offers) ->
            framework.send(
                Event.newBuilder().setType(Event.Type.OFFERS).setOffers(offers).build()));
  }

  private Optional<Candidate> candidate(String agentId, ResourceSet available, long now) {
    return view.frameworks.values().stream()
        .filter(framework -> framework.active)
        .flatMap(
            framework -> {
              framework.filters.removeIf(filter -> filter.expires() - now <= 0);
              return framework.roles().stream()
                  .filter(role -> !framework.suppressed.contains(role))
                  .filter(
                      role ->
                          framework.filters.stream()
                              .noneMatch(filter -> filter.holdsBack(agentId, role, available, now)))
                  .map(role -> new Candidate(framework, role));
            })
        .min(Comparator.comparingDouble(this::share));
  }

  private double share(Candidate candidate) {
    String id = candidate.framework().id;
    Map<String, ResourceSet> used = candidate.framework().used();
    Map<String, ResourceSet> offered = view.offeredTo(id);
    return used.getOrDefault(candidate.role(), ResourceSet.NONE).scalar("cpus")
        + offered.getOrDefault(candidate.role(), ResourceSet.NONE).scalar("cpus");
  }

  private OfferEntry offer(AgentEntry agent, Candidate taker, ResourceSet available) {
    FrameworkEntry framework = taker.framework();
    Optional<String> allocatedTo =
        framework.multiRole() ? Optional.of(taker.role()) : Optional.empty();
    Offer.Builder offer =
        Offer.newBuilder()
            .setId(Ids.offer(view.newOfferId()))
            .setFrameworkId(Ids.framework(framework.id))
            .setAgentId(Ids.agent(agent.id))
            .setHostname(agent.info.getHostname())
            .setUrl(url(agent))
            .addAllResources(available.toMessages(Optional.of("*"), allocatedTo))
            .addAllAttributes(agent.info.getAttributesList());
    allocatedTo.ifPresent(
        role -> offer.setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(role)));
    return new OfferEntry(offer.build(), taker.role(), available);
  }

  private static URL url(AgentEntry agent) {
    String host = agent.pid.substring(agent.pid.indexOf('@') + 1, agent.pid.lastIndexOf(':'));
    return URL.newBuilder()
        .setScheme("http")
        .setAddress(
            Address.newBuilder()
                .setHostname(agent.info.getHostname())
                .setIp(host)
                .setPort(agent.info.getPort()))
        .setPath("/" + agent.pid.substring(0, agent.pid.indexOf('@')))
        .build();
  }

  /** Takes an offer from its framework, to use it or give it back; empty if it isn't valid. */
  Optional<OfferEntry> take(String frameworkId, String offerId) {
    OfferEntry offer = view.offers.get(offerId);
    if (offer == null || !offer.frameworkId().equals(frameworkId)) {
      return Optional.empty();
    }
    view.offers.remove(offerId);
    return Optional.of(offer);
  }

  /** Holds back offers of an agent that fit into the resources, for some seconds. */
  void filter(
      FrameworkEntry framework, OfferEntry offer, ResourceSet refused, double refuseSeconds) {
    if (refuseSeconds > 0 && !refused.isEmpty()) {
      long nanos = (long) (Math.min(refuseSeconds, MAX_REFUSE_SECONDS) * 1e9);
      framework.filters.add(
          new OfferFilter(offer.agentId(), offer.role(), refused, System.nanoTime() + nanos));
    }
  }

  /** Takes back what was offered on an agent, and says so. */
  void rescindAgent(String agentId) {
    for (OfferEntry offer : remove(offer -> offer.agentId().equals(agentId))) {
      FrameworkEntry framework = view.frameworks.get(offer.frameworkId());
      if (framework != null) {
        Event.Builder event = Event.newBuilder().setType(Event.Type.RESCIND);
        event.getRescindBuilder().setOfferId(offer.offer().getId());
        framework.send(event.build());
      }
    }
  }

  /** Takes back what was offered to a framework that isn't connected. */
  void forgetFramework(String frameworkId) {
    remove(offer -> offer.frameworkId().equals(frameworkId));
  }

  private List<OfferEntry> remove(Predicate<OfferEntry> which) {
    List<OfferEntry> taken = view.offers.values().stream().filter(which).toList();
    taken.forEach(offer -> view.offers.remove(offer.id()));
    return taken;
  }
}
