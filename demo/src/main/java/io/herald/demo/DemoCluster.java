package io.herald.demo;

import static java.util.Objects.requireNonNull;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.http.HttpParameters;
import io.herald.dns.server.DnsService;
import io.herald.dns.server.ListenException;
import io.herald.examples.framework.ExampleFramework;
import io.herald.examples.framework.FrameworkModule;
import io.herald.examples.framework.FrameworkOptions;
import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.Launchable;
import io.herald.jobs.file.JobFiles;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.TaskRunningListener;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.runtime.text.AddressText;
import io.herald.runtime.time.MonotonicClock;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.monitor.ServerSets;
import io.herald.serverset.monitor.ServerSets.Content;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The demo's cluster: ZooKeeper, mini-mesos, the example framework and the DNS server, started in
 * that order and ended in reverse. {@link #close} leaves no process and no file behind.
 *
 * <p>For one thread, but for {@link #close}, which any thread may call, once or more.
 */
public final class DemoCluster implements AutoCloseable {

  private static final int AGENTS = 2;
  private static final String LOOPBACK = "127.0.0.1";

  private final DemoOptions options;
  private final Consumer<String> progress;
  private final Scene scene;
  private final DemoParts parts = new DemoParts();

  private MiniZooKeeper zooKeeper;
  private ZooKeeperConnection serverSets;
  private MiniMesos mesos;
  private ExampleFramework framework;
  private DnsService dns;
  private DemoFolder folder;
  private Map<String, String> settings = Map.of();

  /**
   * The cluster of a job that is announced. Nothing runs before {@link #start}.
   *
   * @param progress hears one line for each step
   * @throws IllegalArgumentException if the job file is malformed
   */
  public DemoCluster(DemoOptions options, Consumer<String> progress) {
    this(options, Scene.announced(JobFiles.read(options.jobFile())), progress);
  }

  /** The cluster of any scene. */
  DemoCluster(DemoOptions options, Scene scene, Consumer<String> progress) {
    this.options = options;
    this.scene = scene;
    this.progress = progress;
  }

  /**
   * Starts everything. After a failure, {@link #close} ends what was started.
   *
   * @throws IOException if a port is taken; the message names it and the flag that changes it
   */
  public void start() throws IOException {
    requireFree("--zookeeper-port", options.zookeeperPort(), false);
    requireFree("--mesos-port", options.mesosPort(), false);
    requireFree("--dns-port", options.dnsPort(), true);
    requireFree("--http-port", options.httpPort(), false);
    folder = parts.own(DemoFolder.create());
    AutoCloseable unused = parts.own(scene.afterwards());
    zooKeeper =
        parts.own(
            onPort(
                "--zookeeper-port",
                options.zookeeperPort(),
                () ->
                    MiniZooKeeper.start(
                        folder.path().resolve("zookeeper"), options.zookeeperPort())));
    progress.accept("ZooKeeper        " + zooKeeper.connectString());

    serverSets =
        parts.own(ZooKeeperConnection.open(ZooKeeperOptions.of(zooKeeper.connectString())));

    MiniMesosOptions mesosOptions =
        MiniMesosOptions.in(folder.path().resolve("mesos"))
            .withPort(options.mesosPort())
            .withZooKeeper("zk://" + zooKeeper.connectString() + "/mesos")
            .withAgents(AGENTS);
    mesos =
        parts.own(onPort("--mesos-port", options.mesosPort(), () -> MiniMesos.start(mesosOptions)));
    progress.accept("Mesos            " + mesos.httpUrl() + ", " + AGENTS + " agents");

    if (!scene.runs().isEmpty()) {
      startFramework(scene.populates());
    }
    startDns();
  }

  private void startDns() throws IOException {
    settings = new HashMap<>(scene.dns().in(folder.path(), zooKeeper.connectString()));
    settings.put("zk", mesos.masterUrl());
    settings.put("listener", LOOPBACK);
    settings.put("port", String.valueOf(options.dnsPort()));
    settings.put("http-listener", LOOPBACK);
    settings.put("http-port", String.valueOf(options.httpPort()));
    settings.put("external-on", "false");
    try {
      DnsConfig config = config(settings);
      Clock clock = MonotonicClock.startingNow();
      dns =
          parts.own(
              new DnsService(
                  config, options.beside().modules().apply(config.modules(), clock), clock));
    } catch (SettingsException e) {
      throw new IllegalStateException("the demo's own DNS settings are refused", e);
    }
    try {
      dns.start();
    } catch (ListenException e) {
      boolean http = e.port() == HttpParameters.HTTP_PORT;
      throw portTaken(
          http ? "--http-port" : "--dns-port",
          http ? options.httpPort() : options.dnsPort(),
          requireNonNull(e.getCause()));
    }
    progress.accept("DNS              " + AddressText.of(dnsAddress()) + ", HTTP API " + dnsApi());
  }

  private DnsConfig config(Map<String, String> flags) throws SettingsException {
    return new DnsConfigReader(options.beside().parameters()).options(flags).read();
  }

  /** Has the DNS server read its configuration again, with some settings more. */
  void reload(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(more);
    settings = all;
    dns.reload(() -> config(all));
  }

  /** Takes charge of what runs beside, which ends before all that the cluster started itself. */
  <T extends AutoCloseable> T own(T part) {
    return parts.own(part);
  }

  /** The demo's own folder. */
  Path folder() {
    return folder.path();
  }

  /** Ends the framework and its tasks, and starts it anew with or without the flag. */
  public void restartFramework(boolean populateDiscoveryInfo) {
    parts.disown(framework);
    framework.close();
    startFramework(populateDiscoveryInfo);
  }

  /** Has the framework run these from now on, as after SIGHUP. */
  void update(List<? extends Launchable> runs) {
    framework.update(runs);
  }

  private void startFramework(boolean populateDiscoveryInfo) {
    FrameworkOptions frameworkOptions =
        new FrameworkOptions(
            mesos.masterUrl(),
            System.getProperty("user.name"),
            "*",
            Optional.empty(),
            Duration.ZERO,
            Optional.empty(),
            options.executorCommand()
                + " --announcer-ensemble "
                + zooKeeper.connectString()
                + " --announcer-hostname "
                + LOOPBACK,
            options.executorEnvironment(),
            OnExit.TEARDOWN);
    DiscoveryOptions discovery =
        DiscoveryOptions.builder()
            .frameworkName(scene.framework())
            .populateDiscoveryInfo(populateDiscoveryInfo)
            .build();
    framework = parts.own(FrameworkModule.framework(frameworkOptions, discovery, scene.runs()));
    framework.start();
    progress.accept(
        "framework        "
            + scene.framework()
            + ", --populate-discovery-info="
            + populateDiscoveryInfo);
  }

  /** Where DNS answers, over UDP and TCP. */
  public InetSocketAddress dnsAddress() {
    return dns.dnsAddresses().get(0);
  }

  /** {@code http://127.0.0.1:port} of the DNS server's API. */
  public URI dnsApi() {
    InetSocketAddress address = dns.httpAddress().orElseThrow();
    return URI.create("http://" + LOOPBACK + ":" + address.getPort());
  }

  /** The file that follows the job's http ports: an upstream for nginx. */
  public Path rendered() {
    return Scene.rendered(folder.path());
  }

  /** Notifies when mini-mesos reports to its subscribers that a task runs, for measurements. */
  public void onTaskRunning(TaskRunningListener listener) {
    mesos.onTaskRunning(listener);
  }

  public URI masterUri() {
    return URI.create(mesos.httpUrl());
  }

  public String zooKeeperConnectString() {
    return zooKeeper.connectString();
  }

  /** {@code host:port} that each member of the group gives for an endpoint name. */
  public Set<String> memberEndpoints(String group, String endpoint) {
    Set<String> endpoints = new TreeSet<>();
    try {
      new ServerSets(serverSets)
          .group(new ServerSetPath(group))
          .ifPresent(
              set ->
                  set.members()
                      .forEach((node, content) -> endpoints.add(text(node, content, endpoint))));
      return endpoints;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static String text(String node, Content content, String endpoint) {
    if (content instanceof Content.Valid valid) {
      Endpoint found = valid.member().additionalEndpoints().get(endpoint);
      return found == null ? node + " has no " + endpoint : found.host() + ":" + found.port();
    }
    return node + " is malformed: " + ((Content.Malformed) content).reason();
  }

  /** Before anything runs; whoever takes it meanwhile is met when it is opened. */
  private static void requireFree(String flag, int port, boolean udpToo) throws IOException {
    if (port == 0) {
      return;
    }
    try {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
      if (udpToo) {
        new DatagramSocket(port, InetAddress.getLoopbackAddress()).close();
      }
    } catch (IOException e) {
      throw portTaken(flag, port, e);
    }
  }

  @FunctionalInterface
  private interface Start<T> {
    T start() throws IOException;
  }

  private static <T> T onPort(String flag, int port, Start<T> start) throws IOException {
    try {
      return start.start();
    } catch (IOException e) {
      if (port == 0) {
        throw e;
      }
      throw portTaken(flag, port, e);
    }
  }

  private static IOException portTaken(String flag, int port, Throwable cause) {
    return new IOException(
        "port "
            + port
            + " is taken or can't be used ("
            + cause.getMessage()
            + "); choose another with "
            + flag
            + " PORT, or 0 for any free one",
        cause);
  }

  /** Closes everything. */
  @Override
  public void close() {
    parts.close();
  }
}
