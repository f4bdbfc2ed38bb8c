package io.herald.balancer.web;

import io.herald.runtime.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The hosts in a {@code VHOST} label. A host with scheme, port or path is meant without them. */
final class VirtualHosts {

  private static final Pattern SCHEME = Pattern.compile("^[a-z][a-z0-9+.-]*://");
  private static final Pattern REST = Pattern.compile("(:[0-9]+)?(/.*)?$");
  private static final Pattern HOST =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

  private VirtualHosts() {}

  /**
   * Reads a list between commas.
   *
   * @param report gets the end of a sentence that begins with the label
   */
  static List<String> read(String text, Consumer<String> report) {
    List<String> hosts = new ArrayList<>();
    for (String part : text.split(",")) {
      String given = part.strip().toLowerCase(Locale.ROOT);
      String host = REST.matcher(SCHEME.matcher(given).replaceFirst("")).replaceFirst("");
      host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
      if (given.isEmpty() || hosts.contains(host)) {
        continue;
      }
      if (!HOST.matcher(host).matches()) {
        report.accept(
            "has \""
                + Printable.of(given)
                + "\", which is not a host name; left out; write names as in"
                + " www.example.com, with commas between");
        continue;
      }
      if (!host.equals(given)) {
        report.accept(
            "has \""
                + Printable.of(given)
                + "\"; \""
                + host
                + "\" is served; write the host alone");
      }
      hosts.add(host);
    }
    return hosts;
  }
}
