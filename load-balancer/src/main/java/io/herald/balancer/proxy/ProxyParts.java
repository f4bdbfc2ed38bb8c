package io.herald.balancer.proxy;

import io.herald.balancer.proxy.socket.ProxyLoops;
import io.herald.balancer.proxy.traffic.PlacesOfPlane;
import io.herald.runtime.metrics.LatencyHistogram;

/**
 * What all VIPs share.
 *
 * @param connects how long connects to backends take
 * @param changed is called when the plane's status may have changed
 */
record ProxyParts(
    ProxySettings settings,
    ProxyLoops loops,
    PlacesOfPlane places,
    LatencyHistogram connects,
    Runnable changed) {}
