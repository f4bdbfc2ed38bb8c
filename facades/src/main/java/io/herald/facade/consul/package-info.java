/**
 * Consul's HTTP API as its readers use it: catalog, health, blocking queries, and of the agent what
 * they ask first. Services, nodes and checks are made of Herald's instances; nothing can be
 * registered, and there is no key-value store.
 *
 * <p>What lives here: what an instance is in Consul's terms, the index of each result, the routes.
 * What may not: how instances are followed.
 */
@NullMarked
package io.herald.facade.consul;

import org.jspecify.annotations.NullMarked;
