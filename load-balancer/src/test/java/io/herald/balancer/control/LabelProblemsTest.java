package io.herald.balancer.control;

import static io.herald.balancer.control.BalancedCluster.ONE;
import static io.herald.balancer.control.BalancedCluster.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.herald.balancer.problem.BalancerProblem;
import io.herald.catalog.model.Task;
import io.herald.services.problem.Problem;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of labels that have no effect. */
final class LabelProblemsTest {

  private final FakePlane plane = new FakePlane("proxy");
  @AutoClose private final BalancedCluster cluster = new BalancedCluster(plane);

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "[2001:db8::1]:99, 'task x.1 gets nothing of [2001:db8:0:0:0:0:0:1]:99/tcp, having no address of"
        + " IPv6; take a name, or an address of the other family'",
    "[::1]:99, '[0:0:0:0:0:0:0:1]:99/tcp isn''t served: each host has that address for itself; take a"
        + " name, or an address of the pool 11.0.0.0-11.255.255.254'",
    "2001:db8::1:99, 'task x.1 gets nothing of'",
  })
  void anAddressWithoutABackendOfItsFamilyIsReported(String label, String told) {
    cluster.startWith(task("x.1", ONE, 31000, "VIP_0", label, "VIP_1", "/good:80"));

    assertThat(cluster.vips()).singleElement().asString().startsWith("good.marathon:80/tcp");
    assertThat(cluster.found())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(BalancerProblem.VIP_ADDRESS);
              assertThat(problem.what()).startsWith(told);
            });

    cluster.put(task("x.1", ONE, 31000, "VIP_1", "/good:80"));

    assertThat(cluster.problems()).isEmpty();
  }

  @Test
  void whatManyTasksHaveInCommonIsToldOnceWithTheirNumberAndOneOfThem() {
    Task[] tasks = new Task[50];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] =
          task("bad." + i, ONE, 31000 + i, "VIP_0", "bad:http", "io.herald.lb.balanse", "source");
    }
    cluster.startWith(tasks);

    assertThat(cluster.found())
        .extracting(Problem::kind, Problem::entities, problem -> problem.entity().orElseThrow())
        .containsExactly(tuple(BalancerProblem.VIP_LABEL, 50, tasks[0].key()));
    assertThat(cluster.balancer().problems().counts()).containsEntry(BalancerProblem.VIP_LABEL, 1);

    cluster.remove(tasks[0]);

    assertThat(cluster.found())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.entities()).isEqualTo(49);
              assertThat(problem.entity()).hasValue(tasks[1].key());
            });

    cluster.put(task("bad.1", ONE, 31001, "VIP_0", "bad:0"));

    assertThat(cluster.found()).extracting(Problem::entities).containsExactlyInAnyOrder(48, 1);
    for (int i = 1; i < tasks.length; i++) {
      cluster.remove(tasks[i]);
    }
    assertThat(cluster.found()).isEmpty();
  }

  @Test
  void labelsOfMarathonLbsWithoutAPlaneThatHasTheWebAreOneProblem() {
    cluster.withoutWeb(plane);
    Task one = web("web.1");
    Task two = web("web.2");
    cluster.startWith(one, two, task("sise.1", ONE, 31000, "VIP_0", "/sise:80"));

    assertThat(cluster.found())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(BalancerProblem.WEB_LABEL);
              assertThat(problem.entities()).isEqualTo(2);
              assertThat(problem.entity()).hasValue(one.key());
              assertThat(problem.what()).contains("HAPROXY_").contains("--plane haproxy");
            });

    cluster.remove(one, two);

    assertThat(cluster.found()).isEmpty();
  }

  @Test
  void whereNoPlaneRunsSomethingElseMayHaveTheWeb() {
    cluster.withoutWeb();
    cluster.startWith(web("web.1"));

    assertThat(cluster.found()).isEmpty();
  }

  private static Task web(String id) {
    Task task = task(id, ONE, 31001);
    return new Task(
        task.frameworkId(),
        task.id(),
        task.name(),
        task.agentId(),
        task.state(),
        task.running(),
        task.ports(),
        task.discovery(),
        Map.of("HAPROXY_0_VHOST", "web.example.com"),
        task.network(),
        false);
  }
}
