package io.herald.services;

import io.herald.services.instance.ServiceKey;

/**
 * A service that a batch touches: one of its instances came, went or changed. Its counts may be the
 * same as before.
 *
 * @param changed how many of the instances that it has now are among the batch's changes
 */
public record ServiceChange(
    ServiceKey service, ServiceCounts before, ServiceCounts after, int changed) {}
