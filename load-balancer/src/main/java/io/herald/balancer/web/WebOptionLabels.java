package io.herald.balancer.web;

import java.util.List;
import java.util.Optional;

/** The labels that say how a port treats what it carries, and which requests lead to it. */
final class WebOptionLabels {

  private WebOptionLabels() {}

  static WebOptions options(WebPortLabels labels) throws UnsafeLabelException {
    boolean hosts = labels.has(WebLabel.VHOST);
    Optional<WebCheck> check = labels.check();
    boolean byCheck = check.flatMap(WebCheck::path).isPresent();
    WebMode mode = labels.mode().orElse(hosts || byCheck ? WebMode.HTTP : WebMode.TCP);
    boolean http = mode == WebMode.HTTP;
    if (!http) {
      if (labels.has(WebLabel.AUTH)) {
        throw new UnsafeLabelException(
            "its label HAPROXY_n_AUTH needs mode http; the port isn't exported, as it would be"
                + " open to all");
      }
      for (WebLabel label :
          List.of(
              WebLabel.STICKY,
              WebLabel.USE_HSTS,
              WebLabel.HTTP_BACKEND_PROXYPASS_PATH,
              WebLabel.HTTP_BACKEND_REVPROXY_PATH,
              WebLabel.HTTP_BACKEND_REDIR)) {
        labels.idle(label, "the port is in mode tcp");
      }
    }
    return new WebOptions(
        mode,
        labels.balance().orElse(WebOptions.ROUND_ROBIN),
        http && labels.flag(WebLabel.STICKY, false),
        http && labels.flag(WebLabel.USE_HSTS, false),
        labels.auth(),
        labels.path(WebLabel.HTTP_BACKEND_PROXYPASS_PATH).filter(unused -> http),
        labels.path(WebLabel.HTTP_BACKEND_REVPROXY_PATH).filter(unused -> http),
        labels.path(WebLabel.HTTP_BACKEND_REDIR).filter(unused -> http),
        labels.allowed(),
        check);
  }

  static WebRoute route(WebPortLabels labels, WebOptions options) throws UnsafeLabelException {
    if (options.mode() == WebMode.TCP) {
      labels.idle(WebLabel.VHOST, "the port is in mode tcp, and a host is only known in mode http");
      labels.idle(WebLabel.PATH, "the port is in mode tcp");
      return WebRoute.NONE;
    }
    List<String> hosts = labels.hosts();
    if (hosts.isEmpty()) {
      for (WebLabel label :
          List.of(WebLabel.PATH, WebLabel.REDIRECT_TO_HTTPS, WebLabel.BACKEND_WEIGHT)) {
        labels.idle(label, "the port has no VHOST");
      }
      return WebRoute.NONE;
    }
    List<String> words = labels.pathWords();
    List<String> paths = words.stream().filter(word -> !word.equals("-i")).toList();
    int weight =
        labels.number(WebLabel.BACKEND_WEIGHT, Integer.MIN_VALUE, Integer.MAX_VALUE).orElse(0);
    return new WebRoute(
        hosts,
        words.contains("-i"),
        paths,
        weight == 0 && !paths.isEmpty() ? 1 : weight,
        labels.flag(WebLabel.REDIRECT_TO_HTTPS, false));
  }
}
