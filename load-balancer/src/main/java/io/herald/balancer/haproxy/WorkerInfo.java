package io.herald.balancer.haproxy;

/**
 * The worker that serves.
 *
 * @param pid its process id
 * @param mark of the frame that it has loaded
 */
record WorkerInfo(long pid, String mark) {}
