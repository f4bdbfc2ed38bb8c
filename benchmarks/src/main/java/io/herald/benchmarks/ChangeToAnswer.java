package io.herald.benchmarks;

import io.herald.demo.DemoCluster;
import io.herald.demo.DemoOptions;
import io.herald.demo.DnsBeside;
import io.herald.demo.MesosView;
import io.herald.demo.MesosView.RunningTask;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long from TASK_RUNNING leaving the master to the first correct DNS answer. An instance of the
 * job is killed again and again, each in its turn: who fails often in a row is restarted later and
 * later. The replacement's first TASK_RUNNING and the first answer with its port are timed in this
 * process, by one clock.
 */
public final class ChangeToAnswer {

  private static final String SRV = "_http._http-example.test.vagrant._tcp.twitterscheduler.mesos.";
  private static final Pattern PID = Pattern.compile("\\bpid (\\d+)\\b");
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private ChangeToAnswer() {}

  /**
   * @param args the application jar, the job file, how many instances it has, how many restarts
   */
  public static void main(String[] args) throws Exception {
    Path jar = Path.of(args[0]);
    Path job = Path.of(args[1]);
    int instances = Integer.parseInt(args[2]);
    int restarts = Integer.parseInt(args[3]);
    String executor =
        "exec \"$JAVA_HOME/bin/java\" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData"
            + " -jar \"$HERALD_JAR\" executor";
    Map<String, String> environment =
        Map.of(
            "HERALD_JAR",
            jar.toAbsolutePath().toString(),
            "JAVA_HOME",
            System.getProperty("java.home"));
    Map<String, Long> running = new ConcurrentHashMap<>();
    List<Double> millis = new ArrayList<>();
    Consumer<String> progress = line -> System.out.println(line);
    try (DemoCluster cluster =
        new DemoCluster(
            new DemoOptions(0, 0, 0, 0, job, executor, environment, DnsBeside.NOTHING), progress)) {
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
      cluster.start();
      cluster.onTaskRunning(running::putIfAbsent);
      MesosView mesos = new MesosView(cluster.masterUri());
      try (AnswerWatch answers = new AnswerWatch(cluster.dnsAddress(), SRV)) {
        answers.start();
        awaitAll(instances, mesos, answers);
        for (int i = 1; i <= restarts; i++) {
          RunningTask fresh = replaceOldest(instances, mesos, answers);
          OptionalLong answered = answers.firstAnswered(fresh.ports().get("http"));
          millis.add((answered.orElseThrow() - running.get(fresh.id())) / 1e6);
          System.out.printf("%3d of %d: %.2f ms%n", i, restarts, millis.get(i - 1));
        }
      }
    }
    report(millis);
  }

  private static List<RunningTask> awaitAll(int instances, MesosView mesos, AnswerWatch answers)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline) {
      List<RunningTask> tasks = mesos.runningTasks();
      if (tasks.size() == instances
          && tasks.stream()
              .allMatch(task -> answers.firstAnswered(task.ports().get("http")).isPresent())) {
        return tasks;
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException(
        instances + " instances, answered by DNS, did not come in 2 minutes");
  }

  private static RunningTask replaceOldest(int instances, MesosView mesos, AnswerWatch answers)
      throws Exception {
    List<RunningTask> before = mesos.runningTasks();
    Set<String> known = new HashSet<>();
    before.forEach(task -> known.add(task.id()));
    RunningTask victim =
        before.stream()
            .min(
                Comparator.comparing(
                    task -> answers.firstAnswered(task.ports().get("http")).orElseThrow()))
            .orElseThrow();
    kill(victim.host() + ":" + victim.ports().get("http"));
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (mesos.runningTasks().stream().anyMatch(task -> task.id().equals(victim.id()))) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(victim.id() + " still runs 2 minutes after it was killed");
      }
      Thread.sleep(10);
    }
    return awaitAll(instances, mesos, answers).stream()
        .filter(task -> !known.contains(task.id()))
        .findFirst()
        .orElseThrow();
  }

  private static void kill(String endpoint) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + endpoint + "/")).build();
    String body =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(request, HttpResponse.BodyHandlers.ofString())
            .body();
    Matcher pid = PID.matcher(body);
    if (!pid.find()) {
      throw new IllegalStateException(endpoint + " doesn't tell its pid: " + body);
    }
    ProcessHandle.of(Long.parseLong(pid.group(1))).orElseThrow().destroyForcibly();
  }

  private static void report(List<Double> millis) {
    Collections.sort(millis);
    System.out.printf(
        "TASK_RUNNING to the first correct DNS answer, %d restarts:"
            + " min %.2f, median %.2f, p90 %.2f, max %.2f ms%n",
        millis.size(),
        millis.get(0),
        millis.get(millis.size() / 2),
        millis.get(millis.size() * 9 / 10),
        millis.get(millis.size() - 1));
  }
}
