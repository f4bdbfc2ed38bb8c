package io.herald.api.paging;

import io.herald.services.ServiceCounts;
import io.herald.services.instance.ServiceKey;

/**
 * A service in a list.
 *
 * @param revision of the last change of one of its instances
 */
public record ServiceEntry(ServiceKey service, ServiceCounts counts, long revision) {}
