package io.herald.balancer.web;

import java.util.Optional;

/**
 * How a service's own port is opened.
 *
 * @param address {@code *}: every one
 * @param options that HAProxy's {@code bind} gets as they are
 * @param certificate a PEM file; the port speaks TLS with it
 */
public record WebBind(String address, Optional<String> options, Optional<String> certificate) {}
