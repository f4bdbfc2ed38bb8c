package io.herald.balancer.web;

/**
 * Who may use a service.
 *
 * @param realm that the browser shows
 * @param password as {@code crypt(3)} encodes it
 */
public record WebAuth(String realm, String user, String password) {}
