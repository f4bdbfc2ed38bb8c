package io.herald.dns.server;

import io.herald.dns.explain.Explanation;
import io.herald.http.RouteGroup;
import io.herald.runtime.metrics.Metric;
import io.herald.services.problem.ProblemBook;
import io.herald.settings.SettingsSection;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A part that stands beside DNS in the same process and reads the same cluster: an API, a page,
 * rendered files. It is made before the {@link DnsService} that it is given to, outlives every
 * reload, and is closed with it.
 *
 * <p>The order of calls: {@link #serve} at the start, before the first request can come; then
 * {@link #routes} and {@link #ports}, each time the HTTP server or a port opens; {@link #serve}
 * again when another configuration has taken over for good, before the services of the one before
 * end; {@link #close} after every socket. Calls to {@code serve}, {@code reread} and {@code close}
 * don't overlap; requests and metrics may come from any thread meanwhile. What a module throws is
 * logged and counted ({@code herald_module_failures_total}) and keeps nobody else from working.
 *
 * @param <S> its settings
 */
public interface ServiceModule<S> extends AutoCloseable {

  /** As logs and metrics name it: {@code page}, {@code consul}. */
  String name();

  /**
   * Its parameters, which are rows of the DNS server's table. Problems that its reading notes
   * refuse the whole configuration, together with all others, before anything is touched.
   */
  SettingsSection<S> parameters();

  /**
   * What it serves beside {@code /v1}. The routes are the same under every configuration; what the
   * settings switch off answers 404.
   */
  default List<RouteGroup> routes() {
    return List.of();
  }

  /** What it serves on ports of their own. */
  default List<ModulePort<S>> ports() {
    return List.of();
  }

  /** What {@code /metrics} publishes of it, beside DNS' own rows; asked at each scrape. */
  default List<Metric> metrics() {
    return List.of();
  }

  /** What it can't serve, and why: a part of {@code /v1/problems}; asked at each request. */
  default Optional<ProblemBook> problems() {
    return Optional.empty();
  }

  /**
   * Why a name is answered as it is, of those that DNS has from this module alone; asked on a
   * thread that may block.
   *
   * @param name in any letter case, with or without a closing dot
   * @param client that would ask; empty: one from whom nothing is hidden
   * @return empty if it isn't the module's
   */
  default Optional<Explanation> explain(String name, Optional<InetAddress> client) {
    return Optional.empty();
  }

  /**
   * Names outside of the zones that this module answers; asked for once, before the first query.
   */
  default Optional<NamesBeside> names() {
    return Optional.empty();
  }

  /**
   * What is in force from now on. Must not block: queries are answered meanwhile, but the take-over
   * waits.
   */
  void serve(ServedCluster served, S settings);

  /**
   * The configuration was read again and is the same; files that it names may have changed.
   *
   * @return why one can't be used, a sentence each; the module goes on with what it had
   */
  default List<String> reread() {
    return List.of();
  }

  /** Ends it. The services of the last {@link #serve} still answer, but change no more. */
  @Override
  void close();
}
