package io.herald.facade.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.changingcluster.TaskDraft;
import io.herald.facade.ShownCluster;
import io.herald.facade.mirror.InstanceMirror;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is there, and who waits for it. */
class ConsulCatalogTest {

  private final ConsulCatalog catalog =
      new ConsulCatalog(new ConsulRegistrations(ConsulNaming.DEFAULT, List.of()));
  private final ShownCluster cluster = new ShownCluster().withAgents();
  private final InstanceMirror mirror =
      InstanceMirror.of(cluster.live(), Clock.systemUTC(), catalog);

  @AfterEach
  void close() {
    mirror.close();
    cluster.close();
  }

  private static TaskDraft task(String name, String id) {
    return new TaskDraft(ShownCluster.MARATHON, ShownCluster.ONE, id, name).resource(31000);
  }

  private void show(TaskDraft task, int instances) {
    cluster.put(task.task());
    Awaitility.await()
        .until(() -> catalog.instances(new ConsulTopic.Nodes()).content().size() == instances);
  }

  @Test
  void theNamesAreReadAnewOnlyOnceOneOrATagHasChanged() {
    show(task("web", "web.1"), 1);
    var names = catalog.services();
    assertThat(names.content()).containsExactly(Map.entry("web", List.of()));
    show(task("web", "web.2"), 2);
    assertThat(catalog.services()).as("the same names").isSameAs(names);
    show(task("web", "web.3").labels(Map.of("a", "b")), 3);
    assertThat(catalog.services().content()).containsExactly(Map.entry("web", List.of("a=b")));
    show(task("db", "db.1"), 4);
    assertThat(catalog.services().content())
        .containsExactly(Map.entry("db", List.of()), Map.entry("web", List.of("a=b")));
  }

  @Test
  void nobodyWaitsForACatalogThatAnotherHasTakenOverFrom() {
    show(task("web", "web.1"), 1);
    ConsulTopic web = new ConsulTopic.Service("web");
    long seen = catalog.instances(web).index();
    var before = catalog.nextChange(web, seen);
    assertThat(before).isNotDone();
    catalog.retire();
    assertThat(before).isDone();
    assertThat(catalog.nextChange(web, seen)).as("of a query that comes late").isDone();
  }
}
