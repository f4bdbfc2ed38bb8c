package io.herald.balancer.haproxy;

import java.util.List;
import java.util.SortedMap;

/**
 * The file that HAProxy is to have, and its maps, for one desired state.
 *
 * @param mark of the frame, so that it is known which one a process has loaded
 * @param text the file
 * @param backends by name
 * @param hosts the name of the service of each host
 * @param apps the name of the service of each app id, in lower case
 * @param certificates lines of the list of certificates
 */
record ConfigPlan(
    String mark,
    String text,
    SortedMap<String, ProxyBackend> backends,
    SortedMap<String, String> hosts,
    SortedMap<String, String> apps,
    List<String> certificates) {}
