package io.herald.dns.http;

import io.herald.http.HttpAccess;

/**
 * The HTTP API.
 *
 * @param on false: it is not served
 * @param listener one address or host name; {@code *}: all
 * @param port 0: any free one
 * @param enumerationOn whether lists of all names and records are served
 */
public record HttpSettings(
    boolean on, String listener, int port, boolean enumerationOn, HttpAccess access) {}
