package io.herald.minimesos.master;

import io.herald.minimesos.resources.ResourceSet;
import org.apache.mesos.v1.Protos.Offer;

/** An offer that a framework holds. */
record OfferEntry(Offer offer, String role, ResourceSet resources) {

  String id() {
    return offer.getId().getValue();
  }

  String frameworkId() {
    return offer.getFrameworkId().getValue();
  }

  String agentId() {
    return offer.getAgentId().getValue();
  }
}
