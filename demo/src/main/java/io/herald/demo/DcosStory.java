package io.herald.demo;

import static java.util.Comparator.naturalOrder;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.demo.DnsClient.Transport;
import io.herald.demo.PlainHttp.Answer;
import io.herald.jobs.marathon.AppDefinition;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The story that {@code herald demo --story dcos-103 --check} plays: the walk-through of "DC/OS
 * 103", looked at from outside. Times are printed and never judged.
 */
final class DcosStory {

  /** Among those who answered: nobody. */
  private static final String FAILED = "failed";

  private static final int REQUESTS = 90;
  private static final String PATH = "/endpoint0";
  private static final String NAME = DcosScene.NAME;
  private static final Pattern PID = Pattern.compile("\\bpid (\\d+)\\b");

  private final DcosScene scene;
  private final DemoCluster cluster;
  private final PrintStream out;
  private final Verdicts verdicts;
  private final DnsClient dns;
  private final DcosView view;
  private AppDefinition app;

  DcosStory(DcosScene scene, DemoCluster cluster, PrintStream out) {
    this.scene = scene;
    this.cluster = cluster;
    this.out = out;
    this.verdicts = new Verdicts(out);
    this.dns = new DnsClient(cluster.dnsAddress());
    this.view = new DcosView(cluster.masterUri(), cluster.dnsApi());
    this.app = scene.inside();
  }

  /** Plays it; true if every check passed. */
  boolean play() {
    oneInstanceIsCalledByItsVip();
    threeInstancesShareTheRequests();
    aKilledOneIsNotMissed();
    scalingDownLosesNoRequest();
    deployedAgainItLosesNoRequest();
    theWebFindsIt();
    anUnhealthyOneGetsNothing();
    itExplainsItself();
    noVipIsLeftAtTheEnd();
    return verdicts.conclude();
  }

  private void oneInstanceIsCalledByItsVip() {
    awaitHealthy(1);
    verdicts.await(
        "the VIP's name resolves, " + NAME,
        "one address of the pool",
        () -> dns.addresses(NAME, Transport.UDP),
        addresses -> addresses.size() == 1 && DcosScene.isOfPool(addresses.get(0)));
    verdicts.check(
        "the same over TCP, and under the global and the former name",
        Set.copyOf(dns.addresses(NAME, Transport.UDP)),
        () -> {
          Set<InetAddress> all = new HashSet<>(dns.addresses(NAME, Transport.TCP));
          all.addAll(dns.addresses(NAME.replace("directory", "global"), Transport.UDP));
          all.addAll(dns.addresses(NAME.replace("l4lb", "dclb"), Transport.UDP));
          return all;
        });
    verdicts.await(
        "GET " + PATH + " of the VIP answers as the service does",
        "200, all is well",
        this::ask,
        answer ->
            answer.status() == 200
                && answer.body().contains("\"host\": \"" + host() + "\"")
                && answer.body().contains("\"result\": \"all is well\""));
  }

  private void threeInstancesShareTheRequests() {
    runs(app.withInstances(3));
    awaitHealthy(3);
    awaitServing(taskIds());
    Map<String, Integer> shares = ask(REQUESTS);
    verdicts.check(
        "scaled to 3, each instance answers 20 to 40 of " + REQUESTS,
        true,
        () ->
            allOf(shares, taskIds()) && shares.values().stream().allMatch(n -> n >= 20 && n <= 40));
    out.println("     " + shares);
  }

  private void aKilledOneIsNotMissed() {
    String victim = taskIds().stream().min(naturalOrder()).orElseThrow();
    InetSocketAddress at = view.endpoint(victim);
    long pid = pid(at);
    out.println("     killing " + victim + " (pid " + pid + ")");
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    verdicts.await(
        "the killed instance leaves /v1/vips",
        "backends without " + at.getPort(),
        view::vips,
        vips -> !vips.isEmpty() && !ports(vips).contains(at.getPort()));
    Map<String, Integer> left = ask(REQUESTS);
    verdicts.check(
        "no request of " + REQUESTS + " fails without it",
        "0 failed",
        () -> left.getOrDefault(FAILED, 0) + " failed");
    awaitHealthy(3);
    awaitServing(taskIds());
  }

  private void scalingDownLosesNoRequest() {
    runs(app.withInstances(2));
    Map<String, Integer> meanwhile = new TreeMap<>();
    verdicts.await(
        "scaled to 2, the third ends while it still serves",
        "2 tasks, 2 backends",
        () -> {
          ask(10).forEach((task, number) -> meanwhile.merge(task, number, Integer::sum));
          return view.healthy().size() + " tasks, " + ports(view.vips()).size() + " backends";
        },
        "2 tasks, 2 backends"::equals);
    verdicts.check(
        "no request fails meanwhile",
        "0 failed",
        () -> meanwhile.getOrDefault(FAILED, 0) + " failed");
  }

  /** The app with labels for the web: new tasks first, then the old ones go. */
  private void deployedAgainItLosesNoRequest() {
    Set<String> before = taskIds();
    runs(scene.outside());
    Map<String, Integer> meanwhile = new TreeMap<>();
    verdicts.await(
        "deployed again with labels for the web, 3 new tasks take the places of the former",
        "3 healthy tasks and no other",
        () -> {
          ask(10).forEach((task, number) -> meanwhile.merge(task, number, Integer::sum));
          return view.running().keySet();
        },
        tasks ->
            tasks.size() == 3
                && tasks.stream().noneMatch(before::contains)
                && tasks.equals(taskIds()));
    verdicts.check(
        "no request fails while they are replaced",
        "0 failed",
        () -> meanwhile.getOrDefault(FAILED, 0) + " failed");
    awaitServing(taskIds());
  }

  private void theWebFindsIt() {
    for (String host :
        List.of(
            DcosScene.VHOST, DcosScene.VHOST + ":" + scene.ports().http(), "SISE.example.com")) {
      web("the vhost answers to Host: " + host, scene.ports().http(), host);
    }
    web("the service port answers", scene.ports().service(), "localhost");
  }

  private void web(String what, int port, String host) {
    InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    DcosScene.missingForTheWeb()
        .ifPresentOrElse(
            command -> verdicts.skip(what, command),
            () ->
                verdicts.await(
                    what,
                    "200, from one of its tasks",
                    () -> PlainHttp.get(at, host, PATH),
                    answer ->
                        answer.status() == 200 && taskIds().contains(answer.header("x-task"))));
  }

  private void anUnhealthyOneGetsNothing() {
    String ill = taskIds().stream().min(naturalOrder()).orElseThrow();
    InetSocketAddress at = view.endpoint(ill);
    PlainHttp.send(at, "POST", "sise", "/ill");
    verdicts.await(
        "Mesos reports an instance unhealthy",
        "not " + ill,
        this::taskIds,
        ids -> !ids.contains(ill));
    verdicts.await(
        "it gets no new connections",
        "30 answers of the others",
        () -> ask(30),
        answers -> !answers.containsKey(ill) && !answers.containsKey(FAILED));
    PlainHttp.send(at, "POST", "sise", "/well");
    awaitHealthy(3);
    verdicts.await(
        "healthy again, it gets its share",
        "an answer of it",
        () -> ask(30),
        x -> x.containsKey(ill));
  }

  private void itExplainsItself() {
    verdicts.check(
        "explain says which tasks and labels the VIP comes of",
        true,
        () -> {
          JsonNode explained = view.explain(NAME);
          String text = explained.toString();
          return text.contains("VIP_0") && taskIds().stream().allMatch(text::contains);
        });
  }

  private void noVipIsLeftAtTheEnd() {
    runs(app.withInstances(0));
    verdicts.await("suspended, no task is left", "none", view::running, Map::isEmpty);
    verdicts.await(
        "no VIP is left, and no name",
        "[] and NXDOMAIN",
        () -> view.vips() + " and " + dns.status(NAME, Transport.UDP),
        "[] and NXDOMAIN"::equals);
  }

  private void runs(AppDefinition wanted) {
    app = wanted;
    cluster.update(List.of(wanted));
  }

  private void awaitHealthy(int number) {
    verdicts.await(
        number + (number == 1 ? " instance is" : " instances are") + " healthy",
        number + " tasks",
        this::taskIds,
        ids -> ids.size() == number);
  }

  /** Until each of these tasks, and no other, answers at the VIP. */
  private void awaitServing(Set<String> tasks) {
    verdicts.await(
        "the VIP leads to " + tasks.size() + " instances",
        tasks.toString(),
        () -> ask(4 * tasks.size()),
        answers -> allOf(answers, tasks));
  }

  private Set<String> taskIds() {
    return new TreeSet<>(view.healthy());
  }

  private static boolean allOf(Map<String, Integer> answers, Set<String> tasks) {
    return answers.keySet().equals(tasks);
  }

  /** How many of so many requests, each on a connection of its own, each task has answered. */
  private Map<String, Integer> ask(int requests) {
    Map<String, Integer> answers = new TreeMap<>();
    for (int i = 0; i < requests; i++) {
      String task;
      try {
        Answer answer = ask();
        task = answer.status() == 200 ? answer.header("x-task") : FAILED;
      } catch (UncheckedIOException e) {
        task = FAILED;
      }
      answers.merge(task, 1, Integer::sum);
    }
    return answers;
  }

  private Answer ask() {
    InetAddress vip =
        dns.addresses(NAME, Transport.UDP).stream()
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("DNS gives no address of " + NAME));
    return PlainHttp.get(new InetSocketAddress(vip, scene.ports().vip()), host(), PATH);
  }

  private String host() {
    return NAME + ":" + scene.ports().vip();
  }

  private static long pid(InetSocketAddress at) {
    String body = PlainHttp.get(at, "sise", "/").body();
    Matcher pid = PID.matcher(body);
    if (!pid.find()) {
      throw new IllegalStateException(at + " does not show its pid: " + body);
    }
    return Long.parseLong(pid.group(1));
  }

  private static Set<Integer> ports(JsonNode vips) {
    Set<Integer> ports = new TreeSet<>();
    for (JsonNode vip : vips) {
      vip.path("backend").forEach(backend -> ports.add(backend.path("port").asInt()));
    }
    return ports;
  }
}
