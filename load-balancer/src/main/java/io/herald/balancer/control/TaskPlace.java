package io.herald.balancer.control;

/**
 * Where a task runs, which tells whether the master would list it if it still did.
 *
 * @param framework its framework's id
 * @param agent its agent's id
 */
record TaskPlace(String framework, String agent) {}
