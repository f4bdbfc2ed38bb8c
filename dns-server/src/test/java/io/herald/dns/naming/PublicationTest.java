package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.options.NameForms;
import io.herald.services.instance.Publication;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tasks have names. */
class PublicationTest {

  private static final String WEB = "web.marathon.mesos.";
  private static final Framework MARATHON = Cluster.framework("marathon", "");
  private static final Agent ONE = Cluster.agent("x-S1", "10.1.0.1");
  private static final Agent TWO = Cluster.agent("x-S2", "10.1.0.2");
  private static final Task FIRST = Cluster.task(MARATHON, ONE, "t1", "web");
  private static final Task SECOND = Cluster.task(MARATHON, TWO, "t2", "web");
  private static final Task SICK = Cluster.healthy(FIRST, false);

  private final NamedCluster cluster = cluster(Publication.DEFAULT);

  private static NamedCluster cluster(Publication publication) {
    return new NamedCluster(
        Cluster.OPTIONS.with(publication, NameForms.MESOS_DNS, List.of()), MARATHON, ONE, TWO);
  }

  @ParameterizedTest(name = "{0} while {1} are published: {2}")
  @CsvSource({
    "TASK_RUNNING, TASK_RUNNING, true",
    "TASK_STARTING, TASK_RUNNING, false",
    "TASK_STAGING, TASK_RUNNING, false",
    "TASK_KILLING, TASK_RUNNING, false",
    "TASK_UNREACHABLE, TASK_RUNNING, false",
    "TASK_STARTING, TASK_RUNNING TASK_STARTING, true",
    "TASK_KILLING, TASK_RUNNING TASK_KILLING, true",
    "TASK_UNREACHABLE, TASK_UNREACHABLE, true",
    "TASK_RUNNING, TASK_UNREACHABLE, false",
    "TASK_OF_A_LATER_MESOS, TASK_RUNNING, false",
  })
  void aTaskIsPublishedInTheStatesThatAreGiven(String state, String states, boolean published) {
    NamedCluster its = cluster(new Publication(Set.of(states.split(" ")), false));
    its.put(Cluster.state(FIRST, state));
    assertThat(its.at(WEB)).isEqualTo(published ? List.of("A 10.1.0.1") : List.of());
    assertThat(its.naming.listing().get(0).tasks().count()).isEqualTo(published ? 1 : 0);
  }

  @ParameterizedTest(name = "health {0} and {1}: {2}")
  @CsvSource(
      nullValues = "none",
      value = {
        "true, true, 10.1.0.1 10.1.0.2",
        "none, none, 10.1.0.1 10.1.0.2",
        "none, true, 10.1.0.1 10.1.0.2",
        "false, true, 10.1.0.2",
        "true, false, 10.1.0.1",
        "false, none, 10.1.0.2",
        "false, false, 10.1.0.1 10.1.0.2",
      })
  void anUnhealthyTaskIsLeftOutUnlessAllOfTheNameAre(
      Boolean first, Boolean second, String addresses) {
    cluster.put(Cluster.healthy(FIRST, first), Cluster.healthy(SECOND, second));
    assertThat(cluster.at(WEB))
        .containsExactlyElementsOf(
            List.of(addresses.split(" ")).stream().map(address -> "A " + address).toList());
  }

  @Test
  void whenTheLastHealthyOneFailsOrLeavesTheOthersComeBack() {
    cluster.put(SICK, SECOND);
    assertThat(cluster.at(WEB)).containsExactly("A 10.1.0.2");
    cluster.remove(SECOND);
    assertThat(cluster.at(WEB)).containsExactly("A 10.1.0.1");
    cluster.put(SECOND);
    assertThat(cluster.at(WEB)).containsExactly("A 10.1.0.2");
    cluster.put(Cluster.healthy(SECOND, false));
    assertThat(cluster.at(WEB)).containsExactly("A 10.1.0.1", "A 10.1.0.2");
    cluster.put(FIRST);
    assertThat(cluster.at(WEB)).containsExactly("A 10.1.0.1");
    cluster.put(Cluster.state(FIRST, "TASK_KILLING"));
    assertThat(cluster.at(WEB)).containsExactly("A 10.1.0.2");
  }

  @Test
  void aHealthyTaskWhoseAgentIsUnknownHidesNobody() {
    cluster.put(SICK, SECOND).remove(TWO);
    assertThat(cluster.at(WEB)).containsExactly("A 10.1.0.1");
    cluster.put(TWO);
    assertThat(cluster.at(WEB)).containsExactly("A 10.1.0.2");
  }

  @Test
  void frameworksOfOneNameCountTogether() {
    Framework other = new Framework("f-2", "Marathon", "", MARATHON.pid(), true);
    cluster.put(SICK, other, Cluster.on(SECOND, other, TWO));
    assertThat(cluster.at(WEB)).containsExactly("A 10.1.0.2");
    Framework renamed = new Framework("f-2", "athens", "", MARATHON.pid(), true);
    cluster.put(renamed);
    assertThat(cluster.at(WEB)).containsExactly("A 10.1.0.1");
    cluster.put(other);
    assertThat(cluster.at(WEB)).containsExactly("A 10.1.0.2");
  }

  @Test
  void aNameIsTheOneGivenNotTheLabelThatItBecomes() {
    Task dotted = Cluster.discovery(SICK, "a.b");
    cluster.put(dotted, Cluster.discovery(SECOND, "a-b"));
    assertThat(cluster.at("a.b.marathon.mesos.")).containsExactly("A 10.1.0.1");
    assertThat(cluster.at("a-b.marathon.mesos.")).containsExactly("A 10.1.0.1", "A 10.1.0.2");
  }

  @Test
  void unhealthyTasksArePublishedIfTheOperatorWantsIt() {
    NamedCluster its = cluster(new Publication(Set.of(Task.RUNNING), true)).put(SICK, SECOND);
    assertThat(its.at(WEB)).containsExactly("A 10.1.0.1", "A 10.1.0.2");
  }

  @Test
  void aTaskThatWantsNoNamesHasNoneAndNoSay() {
    Task hidden = Cluster.labels(SECOND, Map.of("io.herald.dns.publish", "false"));
    cluster.put(SICK, hidden);
    assertThat(cluster.at(WEB)).containsExactly("A 10.1.0.1");
    assertThat(cluster.naming.listing().get(0).tasks().count()).isEqualTo(1);
  }

  @Test
  void aChangeOfHealthCostsTheTasksThatItReachesAndNoOthers() {
    cluster.put(FIRST, SECOND, Cluster.task(MARATHON, ONE, "t3", "db"));
    cluster.put(SICK);
    assertThat(cluster.zone.lastRemoved).isEqualTo(1);
    assertThat(cluster.zone.lastAdded).isEqualTo(1);
  }
}
