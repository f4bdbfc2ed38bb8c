package io.herald.balancer.web;

import static io.herald.balancer.web.WebTasks.app;
import static io.herald.balancer.web.WebTasks.port;
import static io.herald.balancer.web.WebTasks.sise;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.services.instance.Instance;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a task serves what its labels ask for, or doesn't. */
class WebReasonsTest {

  @ParameterizedTest(name = "{0}, healthy {1}: {2}")
  @CsvSource({
    "TASK_RUNNING, , ''",
    "TASK_RUNNING, true, ''",
    "TASK_RUNNING, false, its health check fails",
    "TASK_KILLING, , it is being killed",
    "TASK_STAGING, , 'it is TASK_STAGING, and webStagingTasks is none'",
    "TASK_UNREACHABLE, , ''",
    "TASK_FAILED, , it is TASK_FAILED",
  })
  void aTaskWithoutConnectionsSaysWhy(String state, Boolean healthy, String why) {
    Instance task =
        app("/sise")
            .labels("0_PORT", "1")
            .task(state, Optional.ofNullable(healthy), "10.0.0.1", port(7, "a"))
            .instances()
            .get(0);
    assertThat(new WebReasons(WebSettings.DEFAULT).idle(task).orElse("")).isEqualTo(why);
  }

  @ParameterizedTest(name = "{0}={1}, strict {2}: {3}")
  @CsvSource({
    "GROUP, external, false, ''",
    "GROUP, internal, false, 'its group is internal, and webGroups is external'",
    "0_MODE, http, false, 'it has no label GROUP, and webGroups is external'",
    "GROUP, external, true, 'webStrict is on, and its label ENABLED isn''t true'",
    "0_ENABLED, no, false, its label ENABLED isn't true",
  })
  void aPortThatIsNotExportedSaysWhy(String label, String value, boolean strict, String why) {
    Instance task = sise("0_VHOST", "http://Sise.example.com:80/", label, value).instances().get(0);
    WebReasons reasons = new WebReasons(WebSettings.DEFAULT.withStrict(strict));
    assertThat(reasons.refusals(task, "sise.example.com")).containsExactly(why);
    assertThat(reasons.refusals(task, "other.example.com")).isEmpty();
  }

  @Test
  void aHostInModeTcpIsRefused() {
    Instance task = sise("GROUP", "external", "0_VHOST", "x", "0_MODE", "tcp").instances().get(0);
    assertThat(new WebReasons(WebSettings.DEFAULT).refusals(task, "x"))
        .containsExactly("its port is in mode tcp, and a host is only known in mode http");
  }

  @Test
  void theAppIsThatOfItsDeployment() {
    List<Instance> tasks = sise("DEPLOYMENT_GROUP", "shop").instances();
    assertThat(WebReasons.app(tasks.get(0))).isEqualTo("/shop");
    assertThat(WebReasons.app(sise().instances().get(0))).isEqualTo("/sise");
  }
}
