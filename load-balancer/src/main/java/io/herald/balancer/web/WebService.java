package io.herald.balancer.web;

import java.util.OptionalInt;

/**
 * One web service as the data plane carries it: a backend, a port of its own, and its routes on the
 * shared ports.
 *
 * @param name of frontend and backend, as Marathon-LB forms it: {@code sise_10010}
 * @param app id of its app: {@code /sise}
 * @param port of its own; empty if it got none: then its routes alone lead to it
 * @param byApp whether the header of app ids leads to it
 */
public record WebService(String name, String app, OptionalInt port, boolean byApp, WebPort spec) {}
