package io.herald.dns.naming.names;

/**
 * A name that tasks share in DNS. Services whose names differ only in letter case, in their
 * environment, or in what DNS drops of their frameworks' names, have one.
 *
 * @param framework the framework's name as in DNS
 * @param name as given, in lower case
 */
public record NameKey(String framework, String name) {}
