package io.herald.publish.config;

import static java.util.Objects.requireNonNull;

import io.herald.etcd.EtcdSettings;
import io.herald.publish.config.PublishParameters.PublishRows;

/** Where and how is published beside DNS, but for the zone. */
public record PublishPlan(EtcdSettings etcd, PublishRows.Choices choices) {

  public PublishPlan {
    requireNonNull(etcd, "etcd");
    requireNonNull(choices, "choices");
  }
}
