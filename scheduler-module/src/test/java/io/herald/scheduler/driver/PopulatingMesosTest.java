package io.herald.scheduler.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.herald.scheduler.DiscoveryInfoPopulator;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.scheduler.DiscoveryStats;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;
import org.junit.jupiter.api.Test;

/**
 * Against a fake that behaves as the bindings' own classes, which need libmesos: it connects while
 * it is made, and calls the scheduler that it was made for with itself, as the native part of
 * {@code V1Mesos} and {@code V0Mesos} does.
 */
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

  /** The bindings' driver. */
  private final class Bound implements Mesos {
    private final Scheduler scheduler;
    private final List<Call> calls = new ArrayList<>();
    private int reconnects;

    Bound(Scheduler scheduler) {
      this.scheduler = scheduler;
      driver = this;
      scheduler.connected(this);
    }

    @Override
    public void send(Call call) {
      calls.add(call);
    }

    @Override
    public void reconnect() {
      reconnects++;
    }
  }

  /** The framework's: answers every callback with the same calls. */
  private static final class Framework implements Scheduler {
    private final List<Mesos> given = new ArrayList<>();
    private final List<Object> heard = new ArrayList<>();
    private final List<Call> answers;

    Framework(Call... answers) {
      this.answers = List.of(answers);
    }

    @Override
    public void connected(Mesos mesos) {
      hear(mesos, "connected");
    }

    @Override
    public void disconnected(Mesos mesos) {
      hear(mesos, "disconnected");
    }

    @Override
    public void received(Mesos mesos, Event event) {
      hear(mesos, event);
    }

    private void hear(Mesos mesos, Object what) {
      given.add(mesos);
      heard.add(what);
      answers.forEach(mesos::send);
    }
  }

  /** The last that was made. */
  private Bound driver;

  private PopulatingMesos mesos(boolean on) {
    return mesos(on, new Framework());
  }

  private PopulatingMesos mesos(boolean on, Scheduler scheduler) {
    return PopulatingMesos.around(scheduler, Bound::new, populator(on));
  }

  private static DiscoveryInfoPopulator populator(boolean on) {
    return DiscoveryInfoPopulator.of(
        DiscoveryOptions.builder().populateDiscoveryInfo(on).build(), new DiscoveryStats());
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
  void aTaskThatIsLaunchedFromACallbackHasItTooAlsoWhileTheDriverIsBeingMade() throws Exception {
    Framework framework = new Framework(accept("", "", "", ""));
    PopulatingMesos mesos = mesos(true, framework);
    Event event = TextFormat.parse("type: HEARTBEAT", Event.class);

    driver.scheduler.received(driver, event);
    driver.scheduler.disconnected(driver);

    assertThat(framework.heard).containsExactly("connected", event, "disconnected");
    assertThat(framework.given).hasSize(3).allSatisfy(given -> assertThat(given).isSameAs(mesos));
    Call expected =
        accept(
            discovery("one"),
            discovery("two"),
            "discovery { visibility: CLUSTER name: 'web' }",
            "environment: 'devel'");
    assertThat(driver.calls).containsExactly(expected, expected, expected);
  }

  @Test
  @SuppressWarnings("removal")
  void aDriverThatIsMadeAlreadyIsRefused() {
    Mesos made = new Bound(new Framework());

    assertThatThrownBy(() -> new PopulatingMesos(made, populator(true)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "a Mesos that is made already calls its scheduler with itself, and tasks that are"
                + " launched there get no DiscoveryInfo; write PopulatingMesos.around("
                + "scheduler, s -> new V1Mesos(s, master), populator)");
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
