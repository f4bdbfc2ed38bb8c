package io.herald.facade.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Framework;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.facade.ShownCluster;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which app a task belongs to. */
class AppIdsTest {

  private static final String UUID = "8cad6a69-6ca8-11e7-beb2-0e2beceebfcc";

  private static Instance instance(
      String framework, String id, String name, Map<String, String> labels) {
    Framework of = ClusterParts.framework(framework);
    return new Instance(
        new ServiceKey(framework, name, ""),
        new TaskDraft(of, ShownCluster.ONE, id, name).labels(labels).task(),
        of,
        ShownCluster.ONE,
        List.of());
  }

  private static String app(String shown, String framework, String id, String name) {
    return new AppIds(List.of(shown.split(" ")))
        .of(instance(framework, id.replace("UUID", UUID), name, Map.of()))
        .orElse("none");
  }

  @ParameterizedTest(name = "shown {0}: task {2} named {3} of {1} is of {4}")
  @CsvSource({
    // as Marathon named tasks until 1.4, from 1.4 on, and since 1.8; resident ones; pods
    "marathon, marathon, sise.UUID, sise, /sise",
    "marathon, marathon, a_b.UUID, b.a, /a/b",
    "marathon, marathon, api.hello-world.UUID, hello, /api.hello-world",
    "marathon, marathon, a_b.UUID.3, b.a, /a/b",
    "marathon, marathon, a_b.instance-UUID._app.1, b.a, /a/b",
    "marathon, marathon, a_b.instance-UUID._app, b.a, /a/b",
    "marathon, marathon, a_b.marathon-UUID, b.a, /a/b",
    "marathon, marathon, a_pod.instance-UUID.nginx, pod.a, none",
    "marathon, marathon, a_pod.instance-UUID.nginx.2, pod.a, none",
    // tasks with other ids: the service's name
    "marathon, marathon, web.1, Web, /web",
    "*, TwitterScheduler, vagrant-test-0, http.test.vagrant, /twitterscheduler/http.test.vagrant",
    "TwitterScheduler, TwitterScheduler, x, vagrant/devel/hello_world, /vagrant/devel/hello-world",
    "marathon, marathon, x, ..//--, /unnamed",
    // several frameworks
    "*, marathon, sise.UUID, sise, /sise",
    "*, marathon-user, sise.UUID, sise, /marathon-user/sise",
    "first second, second, sise.UUID, sise, /second/sise",
    "first second, first, sise.UUID, sise, /sise",
    "marathon, other, sise.UUID, sise, none",
  })
  void theIdOfATaskNamesItsAppAndOtherwiseItsService(
      String shown, String framework, String id, String name, String app) {
    assertThat(app(shown, framework, id, name)).isEqualTo(app);
  }

  @Test
  void whatALabelKeepsFromBeingPublishedIsNotShown() {
    assertThat(
            new AppIds(List.of("*"))
                .of(instance("marathon", "a", "a", Map.of("io.herald.dns.publish", "false"))))
        .isEmpty();
  }
}
