package io.herald.balancer.control;

import io.herald.balancer.web.WebServices;

/**
 * What makes web services of labels.
 *
 * @param pool that service ports are given out of: {@code 10050-10100}
 * @param ports where those are kept
 */
public record BalancedWeb(WebServices services, String pool, AssignmentStore ports) {}
