package io.herald.balancer.web;

import io.herald.services.instance.ServiceKey;

/**
 * Something in a service's labels that isn't as it should be; all else of it is served.
 *
 * @param what a sentence with the value and the remedy
 */
public record WebProblem(ServiceKey service, String what) {}
