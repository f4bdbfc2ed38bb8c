package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.options.NameForms;
import io.herald.services.instance.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A batch costs what it changes, however large the cluster is: counted are the instances that are
 * made of tasks, without which nothing can be said of a task, and the contributions that move.
 */
class CostTest {

  private static final int SERVICES = 6_000;
  private static final Framework MARATHON = Cluster.framework("marathon", "s@10.0.0.9:80");
  private static final Agent ONE = Cluster.agent("x-S1", "10.1.0.1");
  private static final Agent TWO = Cluster.agent("x-S2", "10.1.0.2");

  private static final NamedCluster CLUSTER =
      new NamedCluster(
          Cluster.OPTIONS.with(Publication.DEFAULT, NameForms.MESOS_DNS, List.of()),
          MARATHON,
          ONE,
          TWO);

  @BeforeAll
  static void twoInstancesOfEachService() {
    List<Entity> tasks = new ArrayList<>();
    for (int i = 0; i < SERVICES; i++) {
      tasks.add(instance(i, ONE));
      tasks.add(instance(i, TWO));
    }
    CLUSTER.put(tasks.toArray(Entity[]::new));
  }

  private static Task instance(int service, Agent agent) {
    return Cluster.task(MARATHON, agent, service + "." + agent.id(), "web" + service);
  }

  @Test
  void aHealthFlipThatChangesWhatIsPublishedOfANameReachesItsOtherInstanceAlone() {
    Task sick = Cluster.healthy(instance(17, ONE), false);
    Task sickToo = Cluster.healthy(instance(17, TWO), false);

    assertThat(madeBy(sick)).isLessThan(10);
    assertThat(CLUSTER.at("web17.marathon.mesos.")).containsExactly("A 10.1.0.2");

    // Now none is healthy: the first one comes back.
    assertThat(madeBy(sickToo)).isLessThan(10);
    assertThat(CLUSTER.at("web17.marathon.mesos.")).containsExactly("A 10.1.0.1", "A 10.1.0.2");
    assertThat(CLUSTER.zone.lastAdded).isEqualTo(2);
    assertThat(CLUSTER.zone.lastRemoved).isEqualTo(2);

    // The first one is left out again.
    assertThat(madeBy(instance(17, TWO))).isLessThan(10);
    assertThat(CLUSTER.at("web17.marathon.mesos.")).containsExactly("A 10.1.0.2");
  }

  @Test
  void aWeightLabelOfOneInstanceReachesItsOtherInstanceAlone() {
    Task weighed = Cluster.labels(instance(18, ONE), Map.of("io.herald.dns.weight", "2"));
    assertThat(madeBy(weighed)).isLessThan(10);
    assertThat(CLUSTER.zone.lastAdded).isEqualTo(2);
  }

  @Test
  void anInstanceThatComesOrGoesCostsItself() {
    Task third = Cluster.task(MARATHON, ONE, "third", "web19");
    assertThat(madeBy(third)).isLessThan(5);
    long before = CLUSTER.services.instancesMade();
    CLUSTER.remove(third);
    assertThat(CLUSTER.services.instancesMade() - before).isLessThan(5);
  }

  private static long madeBy(Entity entity) {
    long before = CLUSTER.services.instancesMade();
    CLUSTER.put(entity);
    return CLUSTER.services.instancesMade() - before;
  }
}
