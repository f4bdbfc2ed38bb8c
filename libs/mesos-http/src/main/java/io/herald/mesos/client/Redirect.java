package io.herald.mesos.client;

import io.herald.runtime.text.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a redirect leads: to http or https, and never from https down to http. */
final class Redirect {

  private static final int SHOWN = 200;

  private Redirect() {}

  /**
   * The address that the answer of {@code from} names.
   *
   * @param location as its header has it
   * @throws CallFailedException if it is not to be followed; the sentence says why
   */
  static URI target(URI from, String location) throws CallFailedException {
    URI to;
    try {
      to = from.resolve(new URI(location.strip()));
    } catch (URISyntaxException e) {
      throw refused(from, location, "which is not an address");
    }
    String scheme = to.getScheme().toLowerCase(Locale.ROOT);
    if ((!scheme.equals("http") && !scheme.equals("https")) || to.getHost() == null) {
      throw refused(from, location, "which is not an http or https address");
    }
    if (scheme.equals("http") && from.getScheme().equalsIgnoreCase("https")) {
      throw refused(from, location, "which is not encrypted as the master is");
    }
    return to;
  }

  /** The server that an address is of: the address without a path. */
  static URI server(URI address) {
    return URI.create(address.getScheme() + "://" + address.getAuthority() + "/");
  }

  private static CallFailedException refused(URI from, String location, String why) {
    return new CallFailedException(
        0,
        from
            + " redirects to \""
            + Printable.of(location, SHOWN)
            + "\", "
            + why
            + "; it is not followed");
  }
}
