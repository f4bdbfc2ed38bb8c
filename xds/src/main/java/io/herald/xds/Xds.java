package io.herald.xds;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.runtime.metrics.Metric;
import io.herald.watch.LiveServices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * xDS in a process that follows the services: a port that opens, moves and closes with the
 * settings. Until a port is wanted, nothing runs and no class of gRPC is loaded. Safe for any
 * thread.
 */
public final class Xds implements AutoCloseable {

  private final LiveServices live;

  @GuardedBy("this")
  private XdsSettings settings = XdsSettings.DEFAULT;

  @GuardedBy("this")
  private @Nullable Running running;

  private record Running(LiveConfig config, ClientGate gate, XdsServer server) {}

  public Xds(LiveServices live) {
    this.live = live;
  }

  /**
   * Serves so from now on. Streams stay open unless the settings differ.
   *
   * @throws IOException naming address and port, if they can't be listened on; what was served
   *     before is then served no longer
   */
  public synchronized void serve(XdsSettings wanted, ServingRules rules) throws IOException {
    if (!wanted.equals(settings)) {
      stop();
      settings = wanted;
    }
    if (running == null && wanted.port().isPresent()) {
      running = start(wanted, wanted.port().get());
    }
    if (running != null) {
      running.config().use(rules);
    }
  }

  /** Where it serves, with the real port; empty if it doesn't. */
  public synchronized Optional<InetSocketAddress> address() {
    return Optional.ofNullable(running).map(now -> now.server().address());
  }

  /** What {@code /metrics} publishes of it. */
  public List<Metric> metrics() {
    return List.of(
        Metric.gauge(
            "herald_xds_streams",
            "Open streams of xDS clients.",
            () -> figure(now -> now.gate().open())),
        Metric.gauge(
            "herald_xds_requests_waiting",
            "Requests of xDS clients that wait for a change.",
            () -> figure(now -> now.config().waiting())),
        Metric.counter(
            "herald_xds_answers_total",
            "Answers sent to xDS clients since the port was opened.",
            () -> figure(now -> now.config().answers())),
        Metric.counter(
            "herald_xds_answers_refused_total",
            "Answers that xDS clients refused since the port was opened.",
            () -> figure(now -> now.config().refusals())),
        Metric.counter(
            "herald_xds_streams_refused_total",
            "Streams of xDS clients refused since the port was opened.",
            () -> figure(now -> now.gate().refused())));
  }

  @Override
  public synchronized void close() {
    stop();
    settings = XdsSettings.DEFAULT;
  }

  private Running start(XdsSettings wanted, int port) throws IOException {
    LiveConfig config = new LiveConfig(live);
    ClientGate gate = new ClientGate(wanted);
    InetAddress listener =
        InetAddress.getByName(wanted.listener().equals("*") ? "::" : wanted.listener());
    try {
      return new Running(
          config, gate, XdsServer.open(new InetSocketAddress(listener, port), config, gate));
    } catch (IOException e) {
      config.close();
      throw e;
    }
  }

  @GuardedBy("this")
  private void stop() {
    if (running != null) {
      running.server().close();
      running.config().close();
      running = null;
    }
  }

  private synchronized double figure(ToDoubleFunction<Running> of) {
    return running == null ? 0 : of.applyAsDouble(running);
  }
}
