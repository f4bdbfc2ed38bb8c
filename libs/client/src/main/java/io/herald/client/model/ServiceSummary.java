package io.herald.client.model;

/**
 * A service in a list.
 *
 * @param key as {@link ServiceName#parse} reads it
 * @param environment empty if it has none
 * @param instances that it has now
 * @param healthy those of them whose health checks do not fail
 * @param revision of its last change
 */
public record ServiceSummary(
    String key,
    String framework,
    String name,
    String environment,
    int instances,
    int healthy,
    long revision) {}
