package io.herald.dns.server;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.explain.Explanation;
import io.herald.http.AccessGroup;
import io.herald.http.ErrorFormat;
import io.herald.http.RouteGroup;
import io.herald.http.Router;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.threads.Fatal;
import io.herald.services.problem.ProblemBook;
import io.herald.settings.Parameter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The modules beside DNS. A fault of one stays its own: it is logged, counted, and the others are
 * called as if nothing had happened. {@link #serve}, {@link #reread} and {@link #close} are for one
 * thread at a time.
 */
final class Modules implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Modules.class);

  private final List<ServiceModule<?>> modules;
  private final Map<ServiceModule<?>, LongAdder> failures = new LinkedHashMap<>();

  Modules(List<ServiceModule<?>> modules) {
    this.modules = List.copyOf(modules);
    modules.forEach(module -> failures.put(module, new LongAdder()));
  }

  /** What they serve beside {@code /v1}. */
  List<RouteGroup> routes() {
    List<RouteGroup> routes = new ArrayList<>();
    for (ServiceModule<?> module : modules) {
      of(module, "its routes", List.<RouteGroup>of(), module::routes)
          .forEach(group -> routes.add(new ModuleRoutes(module, group)));
    }
    return routes;
  }

  /** A port of one module's. */
  record Port<S>(ServiceModule<S> module, ModulePort<S> port) {

    Parameter<Integer> parameter() {
      return port.parameter();
    }

    /** The port by a configuration; empty: none. */
    Optional<Integer> number(DnsConfig config) {
      return port.port().apply(config.modules().of(module.parameters()));
    }
  }

  /** The ports of all of them. */
  List<Port<?>> ports() {
    List<Port<?>> ports = new ArrayList<>();
    modules.forEach(module -> ports.addAll(ports(module)));
    return ports;
  }

  private <S> List<Port<S>> ports(ServiceModule<S> module) {
    return of(module, "its ports", List.<ModulePort<S>>of(), module::ports).stream()
        .map(port -> new Port<>(module, guarded(module, port)))
        .toList();
  }

  private <S> ModulePort<S> guarded(ServiceModule<S> module, ModulePort<S> port) {
    return new ModulePort<>(
        port.parameter(),
        port.port(),
        port.routes().stream().<RouteGroup>map(group -> new ModuleRoutes(module, group)).toList());
  }

  /** What {@code /metrics} publishes of them. */
  List<Metric> metrics() {
    List<Metric> rows = new ArrayList<>();
    failures.forEach(
        (module, count) ->
            rows.add(
                Metric.counter(
                    "herald_module_failures_total",
                    "Calls of a module beside DNS that failed; the log says why",
                    count::sum,
                    "module",
                    module.name())));
    modules.forEach(
        module -> rows.addAll(of(module, "its metrics", List.<Metric>of(), module::metrics)));
    return rows;
  }

  /** What each of them can't serve. */
  List<ProblemBook> problems() {
    return modules.stream()
        .flatMap(
            module ->
                of(module, "its problems", Optional.<ProblemBook>empty(), module::problems)
                    .stream())
        .toList();
  }

  /** The names outside of the zones that they answer. */
  List<NamesBeside> names() {
    return modules.stream()
        .flatMap(
            module ->
                of(module, "its names", Optional.<NamesBeside>empty(), module::names).stream())
        .toList();
  }

  /** What the first one says that knows the name; empty: none does. */
  Optional<Explanation> explain(String name, Optional<InetAddress> client) {
    return modules.stream()
        .flatMap(
            module ->
                of(
                    module,
                    "an explanation",
                    Optional.<Explanation>empty(),
                    () -> module.explain(name, client))
                    .stream())
        .findFirst();
  }

  /** Tells each what is in force from now on. */
  void serve(ServedCluster served, DnsConfig config) {
    modules.forEach(module -> serve(module, served, config));
  }

  private <S> void serve(ServiceModule<S> module, ServedCluster served, DnsConfig config) {
    S settings = config.modules().of(module.parameters());
    run(module, "what is in force from now on", () -> module.serve(served, settings));
  }

  /** Has each read its files again; what can't be used. */
  List<String> reread() {
    List<String> problems = new ArrayList<>();
    modules.forEach(
        module -> problems.addAll(of(module, "its files", List.<String>of(), module::reread)));
    return problems;
  }

  /** Ends the last one first. */
  @Override
  public void close() {
    for (int i = modules.size() - 1; i >= 0; i--) {
      ServiceModule<?> module = modules.get(i);
      run(module, "its end", module::close);
    }
  }

  private void run(ServiceModule<?> module, String what, Runnable call) {
    of(
        module,
        what,
        false,
        () -> {
          call.run();
          return true;
        });
  }

  private <T> T of(ServiceModule<?> module, String what, T otherwise, Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      failed(module, what, e);
      return otherwise;
    }
  }

  private void failed(ServiceModule<?> module, String what, Throwable cause) {
    LongAdder count = failures.get(module);
    if (count != null) {
      count.increment();
    }
    log.error("module {}: {}: it failed, the others go on", module.name(), what, cause);
    Fatal.escalate(cause);
  }

  /** A module's routes: all of them, or none if it can't give them. */
  private final class ModuleRoutes implements RouteGroup {
    private final ServiceModule<?> module;
    private final RouteGroup group;

    ModuleRoutes(ServiceModule<?> module, RouteGroup group) {
      this.module = module;
      this.group = group;
    }

    @Override
    public String prefix() {
      return group.prefix();
    }

    @Override
    public ErrorFormat errors() {
      return group.errors();
    }

    @Override
    public AccessGroup access() {
      return group.access();
    }

    @Override
    public AccessGroup access(String path) {
      return group.access(path);
    }

    @Override
    public void addTo(Router router) {
      try {
        router.allOrNone(group::addTo);
      } catch (RuntimeException | LinkageError e) {
        failed(module, "its routes below " + group.prefix(), e);
      }
    }

    @Override
    public Optional<String> whereToLook() {
      return group.whereToLook();
    }

    @Override
    public List<String> overview() {
      return group.overview();
    }
  }
}
