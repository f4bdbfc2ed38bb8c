package io.herald.balancer.web;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * One port of an app that is exported, as its labels have it.
 *
 * @param index among the app's ports, from 0
 * @param number that the tasks listen on, if all agree; else the index
 * @param wanted service port that a label asks for
 * @param templates lines of HAProxy's configuration from labels, by the label's name without prefix
 *     and index; empty unless they are switched on
 * @param servers in {@link WebServer#ORDER}
 */
public record WebPort(
    int index,
    int number,
    OptionalInt wanted,
    WebBind bind,
    WebRoute route,
    WebOptions options,
    Map<String, String> templates,
    List<WebServer> servers) {

  public WebPort {
    templates = Map.copyOf(templates);
    servers = List.copyOf(servers);
  }

  /** The same with other servers. */
  public WebPort withServers(List<WebServer> others) {
    return new WebPort(index, number, wanted, bind, route, options, templates, others);
  }

  /** The same with another bind. */
  WebPort withBind(WebBind other) {
    return new WebPort(index, number, wanted, other, route, options, templates, servers);
  }

  /** The same with other options. */
  public WebPort withOptions(WebOptions others) {
    return new WebPort(index, number, wanted, bind, route, others, templates, servers);
  }

  /** The same without one label's lines of configuration. */
  WebPort withoutTemplate(String label) {
    Map<String, String> rest = new HashMap<>(templates);
    rest.remove(label);
    return new WebPort(index, number, wanted, bind, route, options, rest, servers);
  }
}
