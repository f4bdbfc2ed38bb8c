package io.herald.scheduler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.herald.scheduler.DiscoveryInfoPopulator;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.scheduler.DiscoveryStats;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;

/** Against a fake of the driver's interface: the bindings' own class needs libmesos. */
class PopulatingMesosTest {

  private static final String ACCEPT =
      """
      framework_id { value: 'f' } type: ACCEPT
      accept {
        offer_ids { value: 'o' }
        operations { type: RESERVE reserve { resources { name: 'cpus' type: SCALAR } } }
        operations { type: LAUNCH launch {
          task_infos { name: 'role/devel/one' task_id { value: '1' } agent_id { value: 'a' } %1$s }
          task_infos { name: 'role/devel/own' task_id { value: '2' } agent_id { value: 'a' }
            discovery { visibility: EXTERNAL name: 'mine' %4$s } } } }
        operations { type: LAUNCH_GROUP launch_group {
          executor { executor_id { value: 'e' } }
          task_group {
            tasks { name: 'role/devel/two' task_id { value: '3' } agent_id { value: 'a' } %2$s }
            tasks { name: 'web' task_id { value: '4' } agent_id { value: 'a' } %3$s } } } }
        filters { refuse_seconds: 5 } }
      """;

  private static final class Recorded implements Mesos {
    private final List<Call> calls = new ArrayList<>();
    private int reconnects;

    @Override
    public void send(Call call) {
      calls.add(call);
    }

    @Override
    public void reconnect() {
      reconnects++;
    }
  }

  private final Recorded driver = new Recorded();

  private PopulatingMesos mesos(boolean on) {
    return new PopulatingMesos(
        driver,
        DiscoveryInfoPopulator.of(
            DiscoveryOptions.builder().populateDiscoveryInfo(on).build(), new DiscoveryStats()));
  }

  private static String discovery(String name) {
    return "discovery { visibility: CLUSTER name: '" + name + ".devel.role' environment: 'devel' }";
  }

  private static Call accept(String one, String two, String web, String own) throws Exception {
    return TextFormat.parse(ACCEPT.formatted(one, two, web, own), Call.class);
  }

  @Test
  void everyTaskOfAnAcceptGetsItsDiscoveryInfo() throws Exception {
    mesos(true).send(accept("", "", "", ""));

    assertThat(driver.calls)
        .containsExactly(
            accept(
                discovery("one"),
                discovery("two"),
                "discovery { visibility: CLUSTER name: 'web' }",
                "environment: 'devel'"));
  }

  @Test
  void withTheFlagOffEveryCallPassesAsItIs() throws Exception {
    Call accept = accept("", "", "", "");

    mesos(false).send(accept);

    assertThat(driver.calls.get(0)).isSameAs(accept);
  }

  @Test
  void otherCallsPassAsTheyAre() throws Exception {
    Call kill =
        TextFormat.parse(
            "framework_id { value: 'f' } type: KILL kill { task_id { value: 't' } }", Call.class);
    PopulatingMesos mesos = mesos(true);

    mesos.send(kill);
    mesos.reconnect();

    assertThat(driver.calls.get(0)).isSameAs(kill);
    assertThat(driver.reconnects).isOne();
  }
}
