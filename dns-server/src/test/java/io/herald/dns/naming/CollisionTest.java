package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.names.TaskHash;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Different things that have one name in DNS are listed while both are there. */
class CollisionTest {

  private static final Framework MARATHON = Cluster.framework("marathon", "s@10.0.0.9:80");
  private static final Agent ONE = Cluster.agent("x-S1", "10.1.0.1");
  private static final Agent TWO = Cluster.agent("y-S1", "10.1.0.2");
  private static final Task WEB = Cluster.task(MARATHON, ONE, "t1", "web");
  private static final String LONG = "l".repeat(70);

  static Stream<Arguments> collisions() {
    Task dotted = Cluster.discovery(WEB, "a.b");
    Framework inner = Cluster.framework("b.marathon", "");
    return Stream.of(
        Arguments.of(
            "dots and hyphens",
            dotted,
            Cluster.task(MARATHON, TWO, "t2", "a-b"),
            "a-b.marathon.mesos is the name of tasks \"a-b\" of framework \"marathon\" and of tasks"
                + " \"a.b\" of framework \"marathon\"; their records are mixed"),
        Arguments.of(
            "names that are cut alike",
            Cluster.task(MARATHON, ONE, "t1", LONG + "1"),
            Cluster.task(MARATHON, TWO, "t2", LONG + "2"),
            "l".repeat(63) + ".marathon.mesos is the name of tasks"),
        Arguments.of(
            "a framework called as a task",
            WEB,
            Cluster.framework("web.marathon", ""),
            "web.marathon.mesos is the name of framework \"web.marathon\" and of tasks \"web\" of"
                + " framework \"marathon\""),
        Arguments.of(
            "frameworks that become one",
            MARATHON,
            Cluster.framework("mara thon", ""),
            "marathon.mesos is the name of framework \"mara thon\" and of framework \"marathon\""),
        Arguments.of(
            "a framework called as something of ours",
            MARATHON,
            Cluster.framework("Leader", ""),
            "leader.mesos is the name of framework \"Leader\" and of the server itself"),
        Arguments.of(
            "a task of a framework within another's",
            dotted,
            Cluster.task(inner, TWO, "t2", "a"),
            "a.b.marathon.mesos is the name of tasks \"a\" of framework \"b.marathon\" and of tasks"
                + " \"a.b\" of framework \"marathon\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("collisions")
  void isListedWhileBothAreThere(String name, Entity one, Entity other, String what) {
    Framework inner = Cluster.framework("b.marathon", "");
    NamedCluster cluster = new NamedCluster(Cluster.OPTIONS, MARATHON, inner, ONE, TWO, one);
    assertThat(cluster.problems(NameProblem.COLLISION)).isEmpty();
    cluster.put(other);
    assertThat(cluster.problems(NameProblem.COLLISION))
        .anySatisfy(problem -> assertThat(problem.what()).startsWith(what));
    assertThat(cluster.naming.problems().counts().get(NameProblem.COLLISION)).isPositive();
    cluster.remove(other);
    assertThat(cluster.problems(NameProblem.COLLISION)).isEmpty();
    assertThat(cluster.naming.problems().counts()).containsEntry(NameProblem.COLLISION, 0);
  }

  @Test
  void tasksOfOneNameAreNoCollision() {
    Framework again = new Framework("f-2", "marathon", "", MARATHON.pid(), true);
    NamedCluster cluster =
        new NamedCluster(
            Cluster.OPTIONS,
            MARATHON,
            again,
            ONE,
            TWO,
            WEB,
            Cluster.task(MARATHON, TWO, "t2", "Web"),
            Cluster.task(again, TWO, "t3", "web"),
            Cluster.discovery(Cluster.task(MARATHON, TWO, "t4", "x"), "web"));
    assertThat(cluster.problems(NameProblem.COLLISION)).isEmpty();
  }

  @Test
  void twoTasksOfOneCanonicalNameAreListedThoughTheirAgentsDiffer() {
    List<String> ids = idsOfOneHash();
    Task first = Cluster.task(MARATHON, ONE, ids.get(0), "web");
    Task second = Cluster.task(MARATHON, TWO, ids.get(1), "web");
    NamedCluster cluster = new NamedCluster(Cluster.OPTIONS, MARATHON, ONE, TWO, WEB, first);
    assertThat(cluster.problems(NameProblem.COLLISION)).isEmpty();
    cluster.put(second);
    assertThat(cluster.problems(NameProblem.COLLISION))
        .singleElement()
        .extracting(Problem::what)
        .isEqualTo(
            "web-"
                + TaskHash.of(ids.get(0))
                + "-s1.marathon.mesos is the name of "
                + Stream.of(first, second)
                    .map(task -> ProblemBook.named(task.key()))
                    .sorted()
                    .reduce((a, b) -> a + " and of " + b)
                    .orElseThrow()
                + "; their records are mixed");
    cluster.remove(first);
    assertThat(cluster.problems(NameProblem.COLLISION)).isEmpty();
    cluster.put(first).remove(TWO);
    assertThat(cluster.problems(NameProblem.COLLISION)).isEmpty();
  }

  /** The birthday paradox finds two among 33 million hashes soon. */
  private static List<String> idsOfOneHash() {
    Map<String, String> seen = new HashMap<>();
    for (int i = 0; ; i++) {
      String id = "task." + i;
      String other = seen.put(TaskHash.of(id), id);
      if (other != null) {
        return List.of(other, id);
      }
    }
  }
}
