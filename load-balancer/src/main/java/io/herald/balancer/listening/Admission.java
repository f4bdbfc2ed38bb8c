package io.herald.balancer.listening;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.web.WebServer;
import io.herald.balancer.web.WebService;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which of the endpoints of one VIP or web service may get connections. Immutable.
 *
 * @param <T> {@link Vip} or {@link WebService}
 */
final class Admission<T> {

  /**
   * How endpoints are in it.
   *
   * @param serving those that are to get connections
   * @param closing the same without connections for some
   */
  private record Kind<T>(
      Function<T, List<ListeningPlace>> serving, BiFunction<T, Set<ListeningPlace>, T> closing) {}

  private static final Kind<Vip> VIP = new Kind<>(Admission::serving, Admission::closing);

  private static final Kind<WebService> WEB = new Kind<>(Admission::serving, Admission::closing);

  private final Kind<T> kind;
  private final T source;
  private final List<ListeningPlace> serving;
  private final Set<ListeningPlace> missing;
  private final T told;

  private Admission(
      Kind<T> kind, T source, List<ListeningPlace> serving, Set<ListeningPlace> missing) {
    this.kind = kind;
    this.source = source;
    this.serving = serving;
    this.missing = missing;
    this.told = missing.isEmpty() ? source : kind.closing().apply(source, missing);
  }

  /**
   * Of a VIP as it is now.
   *
   * @param before what was known of it; null: nothing
   */
  static Admission<Vip> of(Vip vip, @Nullable Admission<Vip> before) {
    return of(VIP, vip, before);
  }

  /** The same of a web service. */
  static Admission<WebService> of(WebService service, @Nullable Admission<WebService> before) {
    return of(WEB, service, before);
  }

  private static <T> Admission<T> of(Kind<T> kind, T source, @Nullable Admission<T> before) {
    if (before != null && before.source.equals(source)) {
      return before;
    }
    List<ListeningPlace> serving = kind.serving().apply(source);
    Set<ListeningPlace> missing = new HashSet<>(serving);
    if (before != null) {
      Set<ListeningPlace> proven = new HashSet<>(before.serving);
      proven.removeAll(before.missing);
      missing.removeAll(proven);
    }
    // Clients have as much from one that refuses as from none.
    boolean none = missing.size() == serving.size();
    return new Admission<>(kind, source, serving, none ? Set.of() : missing);
  }

  /** The same once these have accepted a connection. */
  Admission<T> with(Set<ListeningPlace> answered) {
    if (missing.stream().noneMatch(answered::contains)) {
      return this;
    }
    Set<ListeningPlace> left = new HashSet<>(missing);
    left.removeAll(answered);
    return new Admission<>(kind, source, serving, left);
  }

  /** Those that haven't accepted a connection yet. */
  Set<ListeningPlace> missing() {
    return missing;
  }

  /** As the plane is to have it. */
  T told() {
    return told;
  }

  /** Over UDP nobody can tell. */
  private static List<ListeningPlace> serving(Vip vip) {
    return vip.key().protocol() == VipProtocol.UDP
        ? List.of()
        : vip.backends().stream()
            .filter(backend -> !backend.isDraining())
            .map(backend -> ListeningPlace.of(backend, vip.options().proxyOut()))
            .toList();
  }

  private static Vip closing(Vip vip, Set<ListeningPlace> missing) {
    boolean header = vip.options().proxyOut();
    List<Backend> backends =
        vip.backends().stream()
            .map(each -> missing.contains(ListeningPlace.of(each, header)) ? each.drained() : each)
            .toList();
    return new Vip(vip.key(), vip.addresses(), vip.options(), backends);
  }

  private static List<ListeningPlace> serving(WebService service) {
    return service.spec().servers().stream()
        .filter(server -> !server.drained())
        .map(ListeningPlace::of)
        .toList();
  }

  private static WebService closing(WebService service, Set<ListeningPlace> missing) {
    List<WebServer> servers =
        service.spec().servers().stream()
            .map(each -> missing.contains(ListeningPlace.of(each)) ? each.withDrained() : each)
            .toList();
    return new WebService(
        service.name(),
        service.app(),
        service.port(),
        service.byApp(),
        service.spec().withServers(servers));
  }
}
