package io.herald.changingcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.services.ServiceBatch;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the services hear of a cluster that a test changes. */
class ChangingClusterTest {

  private static final Framework MARATHON = ClusterParts.framework("marathon");
  private static final Agent ONE = ClusterParts.agent("S1", "one.example", "2001:db8::1");
  private static final Task WEB =
      new TaskDraft(MARATHON, ONE, "t1", "web").port("http", 31000).task();
  private static final ServiceKey OF_WEB = new ServiceKey("marathon", "web", "");

  private final ChangingCluster cluster =
      new ChangingCluster(Instant.parse("2026-01-01T00:00:00Z"));
  private final List<ServiceBatch> batches = new ArrayList<>();

  @Test
  void eachCallIsABatchOfWhatDiffers() {
    cluster.services().subscribe((batch, now) -> batches.add(batch));
    cluster.put(false, List.of(MARATHON, ONE, WEB));
    cluster.put(WEB);
    cluster.put(ONE, ClusterParts.healthy(WEB, true));
    cluster.remove(WEB);

    assertThat(batches)
        .extracting(ServiceBatch::snapshot)
        .containsExactly(true, false, false, false);
    assertThat(batches.stream().map(ServiceBatch::touched).toList())
        .containsExactly(Set.of(OF_WEB), Set.of(), Set.of(OF_WEB), Set.of(OF_WEB));
  }

  @Test
  void whatIsNotThereCannotBeRemoved() {
    cluster.put(MARATHON, ONE);
    assertThatThrownBy(() -> cluster.remove(WEB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not there");
  }

  @Test
  void reloadedServicesKnowTheClusterAndThoseOfAnotherNothing() {
    cluster.put(MARATHON, ONE, WEB);
    assertThat(cluster.reload().<List<Instance>>read(view -> view.instances(OF_WEB)))
        .singleElement()
        .satisfies(instance -> assertThat(instance.task()).isEqualTo(WEB));
    assertThat(cluster.another().<List<Instance>>read(view -> view.instances(OF_WEB))).isEmpty();
  }
}
