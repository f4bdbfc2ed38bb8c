package io.herald.dns.naming.names;

/** Names below which the server itself puts names, so that no framework may have them. */
public final class ReservedNames {

  /** Announcements of ServerSets have their names below this label of the domain. */
  public static final String ANNOUNCED = "announced";

  private ReservedNames() {}

  /**
   * Whether a framework's names would be among those of announcements.
   *
   * @param fragment the framework's name as in DNS
   */
  public static boolean isReserved(String fragment) {
    return fragment.equals(ANNOUNCED) || fragment.endsWith("." + ANNOUNCED);
  }
}
