package io.herald.balancer.listening;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.PlaneStatus;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.web.WebSettings;
import io.herald.balancer.web.WebTasks;
import io.herald.ports.FreePorts;
import io.herald.runtime.metrics.Metric;
import io.herald.services.instance.ServiceKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** New backends that Mesos calls running before they listen. */
class ListeningFirstTest {

  private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

  private final Told told = new Told();
  private final MovedClock clock = new MovedClock();
  @AutoClose private final FreePorts ports = new FreePorts();
  @AutoClose private final ListeningFirst plane = new ListeningFirst(told, clock);
  private long revision;

  private static final class Told implements DataPlane {
    private final List<DesiredState> states = new CopyOnWriteArrayList<>();

    private DesiredState last() {
      return states.get(states.size() - 1);
    }

    @Override
    public String name() {
      return "told";
    }

    @Override
    public void apply(DesiredState state) {
      states.add(state);
    }

    @Override
    public PlaneStatus status() {
      return new PlaneStatus(states.isEmpty() ? 0 : last().revision(), List.of());
    }

    @Override
    public void onChange(Runnable listener) {}

    @Override
    public List<Metric> metrics() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  private static final class MovedClock extends Clock {
    private volatile Instant now = Instant.parse("2026-11-30T10:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("there is one zone here");
    }
  }

  private static Backend backend(String task, int port) {
    return new Backend(task, new ServiceKey("marathon", "sise", ""), LOCAL, port, 1, LOCAL);
  }

  private void apply(VipProtocol protocol, Backend... backends) {
    VipKey key = new VipKey(new VipHost.Named("sise.marathon"), 80, protocol);
    SortedMap<VipKey, Vip> vips = new TreeMap<>();
    vips.put(key, new Vip(key, List.of(LOCAL), VipOptions.DEFAULT, Arrays.asList(backends)));
    revision++;
    plane.apply(new DesiredState(revision, vips));
  }

  /** What the plane behind has: {@code a x1, b x0}. */
  private String weights() {
    return told.last().vips().values().stream()
        .flatMap(vip -> vip.backends().stream())
        .map(backend -> backend.instance() + " x" + backend.weight())
        .collect(joining(", "));
  }

  @Test
  void aNewBackendGetsConnectionsOnceItListens() throws IOException {
    Backend old = backend("a", ports.take());
    Backend fresh = backend("b", ports.take());
    apply(VipProtocol.TCP, old);
    apply(VipProtocol.TCP, old, fresh);
    assertThat(weights()).isEqualTo("a x1, b x0");
    assertThat(plane.status().applied()).as("the state is applied all the same").isEqualTo(2);

    try (ServerSocket listening = new ServerSocket(fresh.port(), 5, LOCAL)) {
      await().untilAsserted(() -> assertThat(weights()).isEqualTo("a x1, b x1"));
      assertThat(listening.isBound()).isTrue();
    }
    apply(VipProtocol.TCP, old, fresh, backend("c", ports.take()));
    assertThat(weights()).as("what has listened once counts").isEqualTo("a x1, b x1, c x0");
  }

  @Test
  void anotherTaskAtTheSameAddressHasToListenItself() {
    int port = ports.take();
    Backend old = backend("a", ports.take());
    apply(VipProtocol.TCP, old, backend("b", port));
    apply(VipProtocol.TCP, old, backend("c", port));
    assertThat(weights()).isEqualTo("a x1, c x0");
  }

  @Test
  void whereNoneHasListenedAllCount() {
    Backend old = backend("a", ports.take());
    Backend fresh = backend("b", ports.take());
    apply(VipProtocol.TCP, old, fresh);
    assertThat(weights()).as("at the start").isEqualTo("a x1, b x1");

    Backend third = backend("c", ports.take());
    apply(VipProtocol.TCP, old, third);
    assertThat(weights()).isEqualTo("a x1, c x0");
    apply(VipProtocol.TCP, old.drained(), third);
    assertThat(weights()).as("the last one that listened is being killed").isEqualTo("a x0, c x1");
  }

  @Test
  void overUdpNobodyCanTell() {
    Backend old = backend("a", ports.take());
    apply(VipProtocol.UDP, old);
    apply(VipProtocol.UDP, old, backend("b", ports.take()));
    assertThat(weights()).isEqualTo("a x1, b x1");
  }

  @ParameterizedTest
  @EnumSource(LateThing.class)
  void oneThatNeverListensIsReportedUntilItGoes(LateThing thing) {
    Backend old = backend("a", ports.take());
    Backend fresh = backend("b", ports.take());
    apply(VipProtocol.TCP, old);
    apply(VipProtocol.TCP, old, fresh);
    clock.now = clock.now.plus(Duration.ofSeconds(29));
    assertThat(plane.status().problems()).isEmpty();
    clock.now = clock.now.plus(Duration.ofSeconds(1));
    await().until(() -> !plane.status().problems().isEmpty());
    assertThat(plane.status().problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.vip()).isPresent();
              assertThat(problem.what())
                  .contains("task b accepts no connection at 127.0.0.1:" + fresh.port())
                  .contains("look at its log");
            });
    switch (thing) {
      case ENDS -> apply(VipProtocol.TCP, old);
      case IS_KILLED -> apply(VipProtocol.TCP, old, fresh.drained());
      case IS_ALONE -> apply(VipProtocol.TCP, fresh);
    }
    await().until(() -> plane.status().problems().isEmpty());
  }

  private enum LateThing {
    ENDS,
    IS_KILLED,
    IS_ALONE
  }

  @Test
  void serversOfWebServicesListenFirstToo() throws IOException {
    int first = ports.take();
    int second = ports.take();
    WebTasks one =
        WebTasks.app("/a").labels("0_PORT", "10010").task("127.0.0.1", WebTasks.port(first, "x"));
    serve(one);
    serve(
        WebTasks.app("/a")
            .labels("0_PORT", "10010")
            .task("127.0.0.1", WebTasks.port(first, "x"))
            .task("127.0.0.1", WebTasks.port(second, "x")));
    assertThat(drained()).containsExactly(second);
    try (ServerSocket listening = new ServerSocket(second, 5, LOCAL)) {
      await().untilAsserted(() -> assertThat(drained()).isEmpty());
      assertThat(listening.isBound()).isTrue();
    }
    assertThat(plane.status().problems()).extracting(PlaneProblem::what).isEmpty();
  }

  private void serve(WebTasks app) {
    revision++;
    plane.apply(
        new DesiredState(
            revision,
            new TreeMap<>(),
            WebTasks.services(WebSettings.DEFAULT.withGroups(Set.of("*")), app).services()));
  }

  private List<Integer> drained() {
    return told.last().web().values().stream()
        .flatMap(service -> service.spec().servers().stream())
        .filter(server -> server.drained())
        .map(server -> server.port())
        .toList();
  }
}
