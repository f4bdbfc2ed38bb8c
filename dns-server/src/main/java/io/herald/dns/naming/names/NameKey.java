package io.herald.dns.naming.names;

/**
 * A name that tasks share in DNS. Services whose names differ only in letter case, or in what DNS
 * drops of their frameworks' names, have one; so do those that differ in their environment, unless
 * environments are kept apart.
 *
 * @param framework the framework's name as in DNS
 * @param name as given, in lower case
 * @param environment in lower case; empty if environments aren't kept apart
 */
public record NameKey(String framework, String name, String environment) {

  /** Whether the two are one name in DNS. */
  public boolean isSameName(NameKey other) {
    return framework.equals(other.framework) && name.equals(other.name);
  }
}
