package io.herald.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.demo.DnsClient.Service;
import io.herald.demo.DnsClient.Transport;
import io.herald.demo.MesosView.RunningTask;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The story that {@code herald demo --check} plays: what was promised of the running cluster,
 * looked at from outside. Times are printed and never judged.
 */
final class Story {

  private static final String FRAMEWORK = "twitterscheduler.mesos";
  private static final String ANNOUNCED = "announced.mesos";
  private static final String NAME = "http-example.test.vagrant";
  private static final String LABEL = "http-example-test-vagrant";
  private static final String GROUP = "/aurora/vagrant/test/http-example";
  private static final Pattern RENDERED_SERVER = Pattern.compile("\\bserver (\\S+:\\d+)\\b");
  private static final Pattern PID = Pattern.compile("\\bpid (\\d+)\\b");

  private final DemoCluster cluster;
  private final PrintStream out;
  private final Verdicts verdicts;
  private final DnsClient dns;
  private final MesosView mesos;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Story(DemoCluster cluster, PrintStream out) {
    this.cluster = cluster;
    this.out = out;
    this.verdicts = new Verdicts(out);
    this.dns = new DnsClient(cluster.dnsAddress());
    this.mesos = new MesosView(cluster.masterUri());
  }

  /** Plays it; true if every check passed. */
  boolean play() throws IOException {
    twoInstancesAreAnnounced();
    dnsGivesTheirAddressesAndPorts();
    announcementsHaveNamesOfTheirOwn();
    anEndpointFoundThroughDnsAloneAnswers();
    thePageIsThere();
    theRenderedFileHasTheEndpoints();
    aKilledInstanceGoesAndItsReplacementComes();
    withoutTheFlagNothingIsPopulated();
    return verdicts.conclude();
  }

  private void twoInstancesAreAnnounced() {
    verdicts.await("two instances run", "2 tasks", mesos::runningTasks, tasks -> tasks.size() == 2);
    verdicts.await(
        "both are members at " + GROUP + "/member_…",
        "their http endpoints " + endpoints(mesos.runningTasks(), "http"),
        () -> cluster.memberEndpoints(GROUP, "http"),
        members -> members.equals(endpoints(mesos.runningTasks(), "http")));
    verdicts.check(
        "each member gives the admin endpoint too",
        endpoints(mesos.runningTasks(), "admin"),
        () -> cluster.memberEndpoints(GROUP, "admin"));
  }

  private void dnsGivesTheirAddressesAndPorts() {
    List<RunningTask> tasks = mesos.runningTasks();
    for (Transport transport : Transport.values()) {
      for (String port : List.of("http", "admin", "aurora")) {
        for (String name : List.of("_" + port + "._" + NAME, "_" + port + "._" + LABEL)) {
          awaitEndpoints(
              "SRV " + name + "._tcp." + FRAMEWORK + " over " + transport,
              name + "._tcp." + FRAMEWORK,
              transport,
              endpoints(tasks, port));
        }
      }
      Set<String> all = new TreeSet<>();
      tasks.forEach(task -> task.ports().values().forEach(p -> all.add(task.host() + ":" + p)));
      awaitEndpoints(
          "SRV _" + NAME + "._tcp." + FRAMEWORK + " gives every port over " + transport,
          "_" + NAME + "._tcp." + FRAMEWORK,
          transport,
          all);
      Set<String> hosts =
          tasks.stream().map(RunningTask::host).collect(Collectors.toCollection(TreeSet::new));
      for (String name : List.of(NAME, LABEL)) {
        verdicts.check(
            "A " + name + "." + FRAMEWORK + " over " + transport,
            hosts,
            () -> texts(dns.addresses(name + "." + FRAMEWORK, transport)));
      }
    }
  }

  /** The same endpoints from the members alone, whatever the framework says of its tasks. */
  private void announcementsHaveNamesOfTheirOwn() {
    List<RunningTask> tasks = mesos.runningTasks();
    for (String port : List.of("http", "admin", "aurora")) {
      for (String name :
          List.of("_" + port + "._" + NAME + "._tcp", "_" + port + "._tcp." + NAME)) {
        awaitEndpoints(
            "SRV " + name + "." + ANNOUNCED + " is what the members announce",
            name + "." + ANNOUNCED,
            Transport.UDP,
            endpoints(tasks, port));
      }
    }
  }

  private void anEndpointFoundThroughDnsAloneAnswers() {
    verdicts.await(
        "an HTTP request to an endpoint found only through DNS succeeds",
        "200",
        () -> get(anyHttpEndpoint()).statusCode(),
        status -> status == 200);
  }

  private void thePageIsThere() {
    HttpResponse<String> page = send(cluster.dnsApi() + "/", "text/html");
    verdicts.check(
        "a browser gets the page at " + cluster.dnsApi() + "/",
        true,
        () -> page.statusCode() == 200 && page.body().contains("<html"));
    verdicts.check(
        "the page may load and send nothing but Herald's own",
        true,
        () ->
            page.headers()
                .firstValue("content-security-policy")
                .filter(policy -> policy.contains("default-src"))
                .isPresent());
    verdicts.check(
        "curl gets the text at the same address",
        true,
        () -> send(cluster.dnsApi() + "/", "*/*").body().startsWith("Herald "));
  }

  private void theRenderedFileHasTheEndpoints() {
    verdicts.await(
        "the file rendered for nginx has the instances, " + cluster.rendered(),
        "the http endpoints of the members",
        this::renderedServers,
        servers -> servers.equals(cluster.memberEndpoints(GROUP, "http")));
  }

  /** Every {@code address:port} of the rendered upstream. */
  private Set<String> renderedServers() {
    try {
      return Files.exists(cluster.rendered())
          ? RENDERED_SERVER
              .matcher(Files.readString(cluster.rendered()))
              .results()
              .map(server -> server.group(1))
              .collect(Collectors.toCollection(TreeSet::new))
          : Set.of();
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + cluster.rendered(), e);
    }
  }

  private void aKilledInstanceGoesAndItsReplacementComes() throws IOException {
    try (WatchedChanges watch =
        new WatchedChanges(http, cluster.dnsApi().resolve("/v2/watch?name=" + NAME))) {
      verdicts.await(
          "/v2/watch begins with what is there",
          "a snapshot",
          watch::kinds,
          kinds -> kinds.contains("snapshot"));
      aKilledInstanceGoesAndItsReplacementComes(watch);
    }
  }

  private void aKilledInstanceGoesAndItsReplacementComes(WatchedChanges watch) {
    List<RunningTask> before = mesos.runningTasks();
    String victim = anyHttpEndpoint();
    long pid = pidBehind(victim);
    out.println("     killing the instance at " + victim + " (pid " + pid + ")");
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    String srv = "_http._" + NAME + "._tcp." + FRAMEWORK;

    Duration left =
        verdicts.await(
            "the killed instance leaves the ServerSet",
            "no " + victim,
            () -> cluster.memberEndpoints(GROUP, "http"),
            members -> !members.contains(victim));
    Duration gone =
        left.plus(
            verdicts.await(
                "the killed instance leaves DNS",
                "no " + victim,
                () -> resolve(srv, Transport.UDP),
                answers -> !answers.contains(victim)));
    Duration joined =
        gone.plus(
            verdicts.await(
                "its replacement appears in the ServerSet",
                "2 members",
                () -> cluster.memberEndpoints(GROUP, "http"),
                members -> members.size() == 2 && !members.contains(victim)));
    Duration answered =
        joined.plus(
            verdicts.await(
                "its replacement appears in DNS",
                "the 2 endpoints of the members",
                () -> resolve(srv, Transport.UDP),
                answers -> answers.equals(cluster.memberEndpoints(GROUP, "http"))));
    out.printf(
        "     after the kill: out of the ServerSet %d ms, out of DNS %d ms,"
            + " replacement in the ServerSet %d ms, in DNS %d ms%n",
        left.toMillis(), gone.toMillis(), joined.toMillis(), answered.toMillis());
    int port = Integer.parseInt(victim.substring(victim.lastIndexOf(':') + 1));
    verdicts.await(
        "/v2/watch shows the killed instance leave",
        "removed, with port " + port,
        () -> watch.told("removed", String.valueOf(port)),
        told -> told);
    Set<String> fresh = resolve(srv, Transport.UDP);
    fresh.removeAll(endpoints(before, "http"));
    verdicts.await(
        "/v2/watch shows its replacement come",
        "added or changed, with the port of " + fresh,
        () ->
            fresh.stream()
                .map(endpoint -> endpoint.substring(endpoint.lastIndexOf(':') + 1))
                .anyMatch(
                    fresher -> watch.told("added", fresher) || watch.told("changed", fresher)),
        told -> told);
    verdicts.await(
        "the rendered file follows",
        "the 2 endpoints of the members",
        this::renderedServers,
        servers -> servers.equals(cluster.memberEndpoints(GROUP, "http")));
    verdicts.check(
        "the other instance was not touched",
        true,
        () -> mesos.runningTasks().stream().filter(before::contains).count() == 1);
  }

  private void withoutTheFlagNothingIsPopulated() throws IOException {
    cluster.restartFramework(false);
    verdicts.await(
        "with the flag off two instances run, without DiscoveryInfo",
        "2 tasks without discovery",
        mesos::runningTasks,
        tasks -> tasks.size() == 2 && tasks.stream().noneMatch(RunningTask::hasDiscovery));
    verdicts.await(
        "DNS knows them by their task name",
        "an address at vagranttesthttp-example." + FRAMEWORK,
        () -> texts(dns.addresses("vagranttesthttp-example." + FRAMEWORK, Transport.UDP)),
        addresses -> !addresses.isEmpty());
    String alias = "_aurora._vagranttesthttp-example._tcp." + FRAMEWORK;
    verdicts.await(
        "the announced alias is found under the task's name without DiscoveryInfo, " + alias,
        "the 2 endpoints of the members",
        () -> resolve(alias, Transport.UDP),
        answers -> answers.size() == 2 && answers.equals(cluster.memberEndpoints(GROUP, "aurora")));
    for (String name : List.of(NAME, LABEL)) {
      verdicts.check(
          "no record is left at " + name + "." + FRAMEWORK,
          "NXDOMAIN",
          () -> dns.status(name + "." + FRAMEWORK, Transport.UDP));
    }
  }

  private void awaitEndpoints(String what, String name, Transport transport, Set<String> expected) {
    verdicts.await(what, expected.toString(), () -> resolve(name, transport), expected::equals);
  }

  /**
   * Every {@code address:port} that the SRV records of the name and their targets' addresses give.
   */
  private Set<String> resolve(String name, Transport transport) {
    Set<String> endpoints = new TreeSet<>();
    for (Service service : dns.services(name, transport)) {
      for (InetAddress address : dns.addresses(service.target(), transport)) {
        endpoints.add(address.getHostAddress() + ":" + service.port());
      }
    }
    return endpoints;
  }

  private String anyHttpEndpoint() {
    return resolve("_http._" + NAME + "._tcp." + FRAMEWORK, Transport.UDP).stream()
        .min(Comparator.naturalOrder())
        .orElseThrow(() -> new IllegalStateException("DNS gives no http endpoint"));
  }

  private long pidBehind(String endpoint) {
    String body = get(endpoint).body();
    Matcher pid = PID.matcher(body);
    if (!pid.find()) {
      throw new IllegalStateException(endpoint + " does not show its pid: " + body);
    }
    return Long.parseLong(pid.group(1));
  }

  private HttpResponse<String> get(String endpoint) {
    return send("http://" + endpoint + "/", "*/*");
  }

  private HttpResponse<String> send(String uri, String accept) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(uri))
              .header("Accept", accept)
              .timeout(Duration.ofSeconds(30))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("GET " + uri + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Set<String> endpoints(List<RunningTask> tasks, String port) {
    return tasks.stream()
        .map(task -> task.host() + ":" + task.ports().get(port))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> texts(List<InetAddress> addresses) {
    Function<InetAddress, String> text = InetAddress::getHostAddress;
    return addresses.stream().map(text).collect(Collectors.toCollection(TreeSet::new));
  }
}
