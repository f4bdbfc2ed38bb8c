package io.herald.launcher.balancer;

import io.herald.balancer.control.LoadBalancer;
import io.herald.balancer.control.PlaneReport;
import io.herald.balancer.problem.BalancerProblem;
import io.herald.balancer.web.WebReasons;
import io.herald.balancer.web.WebRoute;
import io.herald.balancer.web.WebRule;
import io.herald.balancer.web.WebServer;
import io.herald.balancer.web.WebService;
import io.herald.balancer.web.WebServices;
import io.herald.balancer.web.WebSettings;
import io.herald.dns.explain.Explanation;
import io.herald.dns.explain.Explanation.Verdict;
import io.herald.runtime.text.Ascii;
import io.herald.services.instance.Instance;
import io.herald.services.problem.Problem;
import io.herald.watch.LiveServices;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where requests of a host, and perhaps a path, lead: by which rule to which service, to which of
 * its servers, and why others get none.
 */
public final class WebExplanations {

  private static final int MOST_PROBLEMS = 1000;
  private static final int MOST_TASKS = 100;

  private final LiveServices live;
  private final LoadBalancer balancer;
  private final WebReasons reasons;

  WebExplanations(LiveServices live, LoadBalancer balancer, WebSettings settings) {
    this.live = live;
    this.balancer = balancer;
    this.reasons = new WebReasons(settings);
  }

  /**
   * Explains a host; empty if no task asks for it.
   *
   * @param text {@code HOST}, {@code HOST/PATH}, or an address as a browser has it
   * @param dns what DNS says of the host's name
   */
  public Optional<Explanation> explain(String text, Function<String, Optional<Explanation>> dns) {
    Asked asked = Asked.of(text);
    List<String> found = new ArrayList<>();
    List<WebRule> rules =
        WebRule.of(balancer.state().web().values()).stream()
            .filter(rule -> rule.host().equals(asked.host()))
            .toList();
    List<Instance> labelled =
        live.read(
            view ->
                view.services().stream()
                    .flatMap(service -> view.instances(service).stream())
                    .filter(WebServices::hasLabels)
                    .toList());
    addRules(asked, rules, found);
    Set<WebService> services = new LinkedHashSet<>();
    rules.forEach(rule -> services.add(rule.service()));
    services.forEach(service -> addServers(service, labelled, found));
    addRefused(asked, labelled, services, found);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    addProblems(services, found);
    Optional<Explanation> name = dns.apply(asked.host());
    List<String> all = new ArrayList<>(found);
    name.filter(said -> said.verdict() == Verdict.ANSWERED)
        .ifPresent(said -> all.addAll(said.reasons()));
    return Optional.of(
        new Explanation(
            asked.host() + asked.path(),
            verdict(name, !services.isEmpty()),
            name.map(Explanation::records).orElse(List.of()),
            all,
            List.of()));
  }

  /** What DNS says, unless that is nothing and HAProxy knows the host. */
  private static Verdict verdict(Optional<Explanation> name, boolean routed) {
    Verdict inDns = name.map(Explanation::verdict).orElse(Verdict.OUTSIDE);
    return inDns == Verdict.OUTSIDE && routed ? Verdict.ROUTED : inDns;
  }

  /** A host, and a path that begins with a slash or is empty. */
  private record Asked(String host, String path) {

    private static Asked of(String text) {
      String bare = text.strip().replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://", "");
      int slash = bare.indexOf('/');
      String host = slash < 0 ? bare : bare.substring(0, slash);
      return new Asked(
          Ascii.lowerCase(host.replaceFirst(":[0-9]+$", "").replaceFirst("\\.$", "")),
          slash < 0 ? "" : bare.substring(slash));
    }
  }

  private static void addRules(Asked asked, List<WebRule> rules, List<String> found) {
    boolean taken = false;
    for (int i = 0; i < rules.size(); i++) {
      WebService service = rules.get(i).service();
      WebRoute route = service.spec().route();
      String paths =
          rules.get(i).isOfWholeHost()
              ? "any path"
              : "paths that begin with "
                  + String.join(" or ", route.paths())
                  + (route.ignoreCase() ? ", in any case" : "");
      boolean takes = !taken && !asked.path().isEmpty() && takes(route, asked.path());
      taken |= takes;
      found.add(
          "rule "
              + (i + 1)
              + " of "
              + rules.size()
              + " for "
              + asked.host()
              + ", "
              + paths
              + ", weight "
              + route.weight()
              + ": to "
              + service.name()
              + " of app "
              + service.app()
              + (takes ? "; it takes " + asked.path() : ""));
    }
    if (!rules.isEmpty() && !asked.path().isEmpty() && !taken) {
      found.add("no rule takes " + asked.path() + ": HAProxy answers 503");
    }
  }

  private static boolean takes(WebRoute route, String path) {
    String given = route.ignoreCase() ? path.toLowerCase(Locale.ROOT) : path;
    return route.paths().isEmpty()
        || route.paths().stream()
            .map(each -> route.ignoreCase() ? each.toLowerCase(Locale.ROOT) : each)
            .anyMatch(given::startsWith);
  }

  private void addServers(WebService service, List<Instance> labelled, List<String> found) {
    List<WebServer> servers = service.spec().servers();
    if (servers.isEmpty()) {
      found.add(service.name() + " has no server: HAProxy answers 503");
    }
    List<Instance> tasks =
        labelled.stream().filter(i -> WebReasons.app(i).equals(service.app())).toList();
    for (WebServer server : servers.subList(0, Math.min(servers.size(), MOST_TASKS))) {
      Optional<Instance> task =
          tasks.stream().filter(i -> i.task().id().equals(server.instance())).findFirst();
      found.add(
          service.name()
              + ": server "
              + server.name()
              + " of task "
              + server.instance()
              + (server.drained()
                  ? " gets no new connections, as " + drained(task)
                  : ", weight " + server.weight()));
    }
    Set<String> known = servers.stream().map(WebServer::instance).collect(Collectors.toSet());
    tasks.stream()
        .filter(task -> !known.contains(task.task().id()))
        .limit(MOST_TASKS)
        .forEach(
            task ->
                found.add(
                    service.name()
                        + ": task "
                        + task.task().id()
                        + " is not a server: "
                        + reasons
                            .idle(task)
                            .orElse(
                                "it has no usable port of the index " + service.spec().index())));
  }

  private String drained(Optional<Instance> task) {
    return task.isEmpty()
        ? "it is gone, and kept for the grace time"
        : reasons
            .idle(task.get())
            .orElse("a newer app of its HAPROXY_DEPLOYMENT_GROUP takes its place");
  }

  /** Tasks whose labels ask for the host, and don't get it. */
  private void addRefused(
      Asked asked, List<Instance> labelled, Set<WebService> services, List<String> found) {
    Set<String> served = services.stream().map(WebService::app).collect(Collectors.toSet());
    Set<String> told = new LinkedHashSet<>();
    for (Instance task : labelled) {
      String app = WebReasons.app(task);
      for (String refusal : reasons.refusals(task, asked.host())) {
        if (!refusal.isEmpty()) {
          told.add("app " + app + " asks for " + asked.host() + " and isn't exported: " + refusal);
        } else if (!served.contains(app)) {
          told.add(
              "app "
                  + app
                  + " asks for "
                  + asked.host()
                  + " and isn't exported"
                  + reasons.idle(task).map(why -> ": " + why).orElse("; see its problems"));
        }
      }
    }
    told.stream().limit(MOST_TASKS).forEach(found::add);
  }

  /** Whether the name stands there, and not as the end or beginning of another one. */
  private static boolean isNamed(String service, String text) {
    return Pattern.compile("(?<![A-Za-z0-9_-])" + Pattern.quote(service) + "(?![A-Za-z0-9_-])")
        .matcher(text)
        .find();
  }

  private void addProblems(Set<WebService> services, List<String> found) {
    long revision = balancer.state().revision();
    for (PlaneReport plane : balancer.planes()) {
      if (plane.name().equals("haproxy") && plane.status().applied() < revision) {
        found.add("the plane haproxy has yet to apply the latest state; it carries an earlier one");
      }
    }
    for (Problem problem : balancer.problems().list(MOST_PROBLEMS)) {
      boolean ofWeb =
          problem.kind() == BalancerProblem.WEB_LABEL || problem.kind() == BalancerProblem.PLANE;
      if (ofWeb
          && services.stream()
              .anyMatch(
                  service ->
                      isNamed(service.name(), problem.what())
                          || problem
                              .what()
                              .startsWith(service.app().replaceFirst("^/", "") + " under "))) {
        found.add("problem: " + problem.what());
      }
    }
  }
}
