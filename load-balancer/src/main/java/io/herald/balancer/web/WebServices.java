package io.herald.balancer.web;

import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The web services of a cluster. A change reads the labels of its own service alone; what web
 * services have to do with each other (names, ports, order of rules) is settled when they are asked
 * for. Not for several threads.
 */
public final class WebServices {

  private final AppReader reader;
  private final ServicePortPool ports;
  private final Set<Integer> reserved;
  private final Map<ServiceKey, WebApp> apps = new HashMap<>();
  private SortedMap<String, WebService> services = new TreeMap<>();
  private List<WebProblem> problems = List.of();
  private Set<String> present = Set.of();
  private boolean changed;

  /**
   * None are known yet.
   *
   * @param reserved ports of the balancer itself
   */
  public WebServices(WebSettings settings, ServicePortPool ports, Set<Integer> reserved) {
    this.reader = new AppReader(settings);
    this.ports = ports;
    this.reserved = Set.copyOf(reserved);
  }

  /** Whether it has labels of Marathon-LB's, of whatever group and with whatever fault. */
  public static boolean hasLabels(Instance instance) {
    return !LabelSet.relevant(instance).isEmpty();
  }

  /** Whether the instance's labels, or their absence, can make a web service of its service. */
  public boolean concerns(Instance instance) {
    return reader.concerns(instance);
  }

  /**
   * These are the instances of a service from now on. With none, its web services stay as they
   * were, without servers, until they are {@linkplain #forget forgotten}.
   */
  public void update(ServiceKey service, List<Instance> instances) {
    WebApp before = apps.get(service);
    if (!instances.isEmpty()) {
      WebApp app = reader.read(service, instances);
      if (app.ports().isEmpty() && app.problems().isEmpty()) {
        changed |= apps.remove(service) != null;
      } else {
        changed |= !app.equals(apps.put(service, app));
      }
    } else if (before != null) {
      List<WebPort> empty =
          before.ports().stream().map(port -> port.withServers(List.of())).toList();
      changed |= !before.ports().equals(empty);
      apps.put(
          service, new WebApp(service, before.id(), before.deployment(), empty, before.problems()));
    }
  }

  /** The service is gone, and its web services with it. */
  public void forget(ServiceKey service) {
    changed |= apps.remove(service) != null;
  }

  /** By name, as a value that stays as it is; the same one while nothing has changed. */
  public SortedMap<String, WebService> services() {
    settle();
    return services;
  }

  /** In the order of the services that they are about. */
  public List<WebProblem> problems() {
    settle();
    return problems;
  }

  private void settle() {
    if (!changed) {
      return;
    }
    changed = false;
    List<WebProblem> found = new ArrayList<>();
    List<WebApp> merged = BlueGreen.merge(apps.values());
    Map<String, ServiceKey> owners = new HashMap<>();
    SortedMap<String, WebService> fresh = named(merged, owners, found);
    warnOfShadows(fresh, owners, found);
    apps.values().forEach(app -> found.addAll(app.problems()));
    found.sort(
        Comparator.comparing((WebProblem problem) -> problem.service().toString())
            .thenComparing(WebProblem::what));
    services = Collections.unmodifiableSortedMap(fresh);
    problems = List.copyOf(found);
  }

  /** Goes on from the service ports that are kept, by {@link #givenPorts this} or another one. */
  public void adopt(SortedMap<String, Integer> kept) {
    ports.adopt(kept, present::contains);
    changed = true;
  }

  /** Service ports to be kept; empty if none was given out since the last time. */
  public Optional<GivenPorts> givenPorts() {
    settle();
    return ports.takeUnsaved(present);
  }

  private SortedMap<String, WebService> named(
      List<WebApp> merged, Map<String, ServiceKey> owners, List<WebProblem> found) {
    present =
        merged.stream()
            .flatMap(app -> app.ports().stream().map(p -> ServicePortPool.key(app.id(), p.index())))
            .collect(Collectors.toSet());
    Set<Integer> wanted = new HashSet<>(reserved);
    merged.forEach(app -> app.ports().forEach(p -> p.wanted().ifPresent(wanted::add)));
    SortedMap<String, WebService> fresh = new TreeMap<>();
    Map<String, String> binds = new HashMap<>();
    for (WebApp app : merged) {
      boolean byApp = true;
      for (WebPort port : app.ports()) {
        Function<String, WebProblem> problem = what -> new WebProblem(app.service(), what);
        OptionalInt number =
            port.wanted().isPresent()
                ? port.wanted()
                : ports.assign(app.id(), port.index(), port.number(), wanted, present::contains);
        String name =
            AppId.clean(app.id())
                + "_"
                + (number.isPresent() ? number.getAsInt() : "port" + port.index());
        if (fresh.containsKey(name)) {
          found.add(
              problem.apply(
                  "its port "
                      + port.index()
                      + " would be called "
                      + name
                      + " as one of "
                      + owners.get(name)
                      + " is, and isn't exported; give it another HAPROXY_"
                      + port.index()
                      + "_PORT or app id"));
          continue;
        }
        OptionalInt bound = bind(name, port, number, binds, problem, found);
        boolean http = port.options().mode() == WebMode.HTTP;
        fresh.put(name, new WebService(name, app.id(), bound, byApp && http, port));
        owners.put(name, app.service());
        byApp &= !http;
      }
    }
    return fresh;
  }

  /** The number of a service's own port, unless another one has it. */
  private OptionalInt bind(
      String name,
      WebPort port,
      OptionalInt number,
      Map<String, String> binds,
      Function<String, WebProblem> problem,
      List<WebProblem> found) {
    if (number.isEmpty()) {
      found.add(
          problem.apply(
              "its port "
                  + port.index()
                  + " gets no service port, as the pool is full; its hosts and its app id lead to"
                  + " it; give it a HAPROXY_"
                  + port.index()
                  + "_PORT, or widen the pool"));
      return number;
    }
    if (reserved.contains(number.getAsInt())) {
      found.add(
          problem.apply(
              "its HAPROXY_"
                  + port.index()
                  + "_PORT = "
                  + number.getAsInt()
                  + " is the balancer's own port, and isn't opened; take another one, or a VHOST"));
      return OptionalInt.empty();
    }
    String other =
        binds.putIfAbsent(everywhere(port.bind().address()) + ":" + number.getAsInt(), name);
    if (other != null) {
      found.add(
          problem.apply(
              "its service port "
                  + number.getAsInt()
                  + " is "
                  + other
                  + "'s already, and isn't opened again; take another HAPROXY_"
                  + port.index()
                  + "_PORT"));
      return OptionalInt.empty();
    }
    return number;
  }

  private static String everywhere(String address) {
    return address.equals("0.0.0.0") ? "*" : address;
  }

  private static void warnOfShadows(
      SortedMap<String, WebService> services,
      Map<String, ServiceKey> owners,
      List<WebProblem> found) {
    Map<String, WebService> whole = new HashMap<>();
    for (WebRule rule : WebRule.of(services.values())) {
      WebService shadow = whole.get(rule.host());
      ServiceKey owner = owners.get(rule.service().name());
      if (shadow != null && owner != null) {
        found.add(
            new WebProblem(
                owner,
                "requests of "
                    + rule.host()
                    + " never reach "
                    + rule.service().name()
                    + ", as the rule of "
                    + shadow.name()
                    + " comes first and takes the whole host; give it a greater"
                    + " HAPROXY_"
                    + rule.service().spec().index()
                    + "_BACKEND_WEIGHT and a PATH"));
      } else if (rule.isOfWholeHost()) {
        whole.put(rule.host(), rule.service());
      }
    }
  }
}
