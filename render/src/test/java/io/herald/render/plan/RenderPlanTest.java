package io.herald.render.plan;

import static io.herald.changingcluster.ClusterParts.healthy;
import static io.herald.render.ClusterUnderTest.task;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Task;
import io.herald.render.ClusterUnderTest;
import io.herald.render.config.EmptyPolicy;
import io.herald.render.config.FileQuery;
import io.herald.render.config.FileSpec;
import io.herald.render.config.HealthChoice;
import io.herald.render.plan.RenderPlan.Contents;
import io.herald.render.plan.RenderPlan.LeftOut;
import io.herald.render.template.BuiltInTemplate;
import io.herald.render.template.FileTemplate;
import io.herald.render.template.TemplateFormat;
import io.herald.services.instance.Publication;
import io.herald.watch.InstanceFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a cluster to the bytes of a file. */
class RenderPlanTest {

  private static final Selection SELECTION = new Selection(Publication.DEFAULT, List.of());

  private final ClusterUnderTest cluster = new ClusterUnderTest();

  @AfterEach
  void close() {
    cluster.close();
  }

  private static FileQuery query(String name) {
    return query(name, HealthChoice.SERVING);
  }

  private static FileQuery query(String name, HealthChoice choice) {
    return new FileQuery(name, InstanceFilter.ALL.withName(name).withPortName("http"), choice);
  }

  private static RenderPlan plan(FileTemplate template, EmptyPolicy empty, FileQuery... queries) {
    return new RenderPlan(
        new FileSpec(
            Path.of("/x"),
            template,
            List.of(queries),
            Map.of(),
            empty,
            "127.0.0.1:1",
            Set.of(),
            Optional.empty(),
            Optional.empty()),
        SELECTION);
  }

  private static RenderPlan plan(BuiltInTemplate template, FileQuery... queries) {
    return plan(template.template(Set.of()), EmptyPolicy.RENDER_EMPTY, queries);
  }

  private String text(RenderPlan plan) {
    return new String(plan.render(contents(plan)).bytes(), UTF_8);
  }

  private Contents contents(RenderPlan plan) {
    return plan.contents(cluster.live().read(plan::find));
  }

  @Test
  void nginxUpstreams() {
    cluster.put(
        task("b", "app", "10.0.0.2", 31001, Map.of("io.herald.dns.weight", "3")),
        task("a", "app", "10.0.0.1", 31000),
        task("c", "app", "10.0.0.3", 31002, Map.of("io.herald.dns.priority", "10")),
        task("d", "other", "10.0.0.4", 31003));

    assertThat(text(plan(BuiltInTemplate.NGINX_UPSTREAMS, query("app"), query("none"))))
        .endsWith(
            """

            upstream app {
                server 10.0.0.1:31000 weight=1;
                server 10.0.0.2:31001 weight=3;
                server 10.0.0.3:31002 weight=1 backup;
            }

            upstream none {
                server 127.0.0.1:1 down;
            }
            """);
  }

  @Test
  void haproxyBackends() {
    cluster.put(task("a.1", "app", "10.0.0.1", 31000));

    assertThat(text(plan(BuiltInTemplate.HAPROXY_BACKENDS, query("app"), query("none"))))
        .containsPattern(
            """

            backend app
                option redispatch 1
                retries 3
                server a_1_[0-9a-f]{8}_31000 10\\.0\\.0\\.1:31000 check

            backend none
                option redispatch 1
                retries 3
            $""");
  }

  @Test
  void cassandraSeedsAreOneLineWithoutDuplicates() {
    cluster.put(
        task("a", "cassandra-seed", "10.0.0.2", 9042),
        task("b", "cassandra-seed", "10.0.0.1", 9042),
        task("c", "cassandra-seed", "10.0.0.1", 9043));

    assertThat(text(plan(BuiltInTemplate.CASSANDRA_SEEDS, query("cassandra-seed"))))
        .isEqualTo("10.0.0.1,10.0.0.2\n");
  }

  @Test
  void hostsAndEnvironment() {
    cluster.put(
        task("a", "my-app", "10.0.0.2", 31000),
        task("b", "my-app", "10.0.0.1", 31000),
        task("c", "my-app", "10.0.0.1", 31001));

    assertThat(text(plan(BuiltInTemplate.HOSTS, query("my-app"))))
        .endsWith("\n10.0.0.1 my-app\n10.0.0.2 my-app\n");
    assertThat(text(plan(BuiltInTemplate.ENV, query("my-app"))))
        .endsWith(
            """

            MY_APP_ENDPOINTS=10.0.0.1:31000,10.0.0.1:31001,10.0.0.2:31000
            MY_APP_ADDRESSES=10.0.0.1,10.0.0.2
            """);
  }

  @Test
  void withoutANameOfAPortThePrimaryOneIsWritten() {
    cluster.put(
        withPorts(
            task("a", "app", "10.0.0.1", 31000),
            new Discovery.Port(31001, "admin", "tcp", Map.of()),
            new Discovery.Port(31000, "http", "tcp", Map.of("io.herald.primary", "true"))),
        withPorts(
            task("b", "app", "10.0.0.2", 31000),
            new Discovery.Port(31002, "dns", "udp", Map.of()),
            new Discovery.Port(31001, "admin", "tcp", Map.of()),
            new Discovery.Port(31000, "http", "tcp", Map.of())));
    FileQuery any = new FileQuery("app", InstanceFilter.ALL.withName("app"), HealthChoice.SERVING);

    assertThat(text(plan(BuiltInTemplate.ENV, any)))
        .contains("APP_ENDPOINTS=10.0.0.1:31000,10.0.0.2:31001\n");
  }

  private static Task withPorts(Task task, Discovery.Port... ports) {
    return task.withDiscovery(
        new Discovery("app", "", "", "", "EXTERNAL", List.of(ports), Map.of()));
  }

  @Test
  void prometheusTargetsWithLabelsOfAnyText() throws Exception {
    cluster.put(
        task("a", "app", "10.0.0.1", 31000, Map.of("team name", "\"x\"\n}")),
        task("b", "other", "10.0.0.2", 31000));

    JsonNode targets =
        new ObjectMapper()
            .readTree(
                text(
                    plan(
                        BuiltInTemplate.PROMETHEUS_FILE_SD,
                        query("app"),
                        query("none"),
                        query("other"),
                        query("nothing"))));

    assertThat(targets).hasSize(2);
    assertThat(targets.get(0).path("targets")).hasToString("[\"10.0.0.1:31000\"]");
    JsonNode labels = targets.get(0).path("labels");
    assertThat(labels.path("__meta_herald_label_team_name").asText()).isEqualTo("\"x\"\n}");
    assertThat(labels.path("__meta_herald_task_id").asText()).isEqualTo("a");
    assertThat(
            new ObjectMapper()
                .readTree(text(plan(BuiltInTemplate.PROMETHEUS_FILE_SD, query("none")))))
        .isEmpty();
  }

  @ParameterizedTest(name = "{0}: a text that would become syntax costs its instance alone")
  @EnumSource(
      value = BuiltInTemplate.class,
      names = {"HAPROXY_BACKENDS", "ENV"},
      mode = EnumSource.Mode.INCLUDE)
  void addressesAndIdentifiersNeedNoRefusal(BuiltInTemplate template) {
    cluster.put(task("a\nbackend evil", "app", "10.0.0.1", 31000));

    RenderPlan plan = plan(template, query("app"));

    assertThat(plan.render(contents(plan)).contents().leftOut()).isEmpty();
    assertThat(text(plan)).contains("10.0.0.1:31000").doesNotContain("evil\n");
  }

  @Test
  void aTextThatWouldBecomeSyntaxCostsItsInstanceAlone() {
    FileTemplate template =
        FileTemplate.parse(
            "t",
            "{{#app.instances}}server {{endpoint}} id={{labels.id}};\n{{/app.instances}}",
            TemplateFormat.NGINX,
            Set.of("app"));
    cluster.put(
        task("a", "app", "10.0.0.1", 31000, Map.of("id", "one")),
        task("b", "app", "10.0.0.2", 31000, Map.of("id", "x; } evil {")),
        task("c", "app", "10.0.0.3", 31000, Map.of("id", "three")));
    RenderPlan plan = plan(template, EmptyPolicy.KEEP, query("app"));

    RenderPlan.Rendered rendered = plan.render(contents(plan));

    assertThat(new String(rendered.bytes(), UTF_8))
        .isEqualTo("server 10.0.0.1:31000 id=one;\nserver 10.0.0.3:31000 id=three;\n");
    assertThat(rendered.contents().leftOut())
        .extracting(LeftOut::task, LeftOut::why)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                new Task.Id("f-1", "b"),
                "labels.id \"x; } evil {\" holds \";\", and must be a word of nginx"));
  }

  @Test
  void theNameOfAServiceCostsAllOfItsInstances() {
    FileTemplate template =
        FileTemplate.parse(
            "t",
            "{{#all.services}}upstream {{name}} { {{#instances}}server {{endpoint}}; {{/instances}}}\n"
                + "{{/all.services}}",
            TemplateFormat.NGINX,
            Set.of("all"));
    cluster.put(
        task("a", "good", "10.0.0.1", 1),
        task("b", "bad {", "10.0.0.2", 1),
        task("c", "bad {", "10.0.0.3", 1));
    RenderPlan plan =
        plan(
            template, EmptyPolicy.KEEP, new FileQuery("all", InstanceFilter.ALL, HealthChoice.ANY));

    RenderPlan.Rendered rendered = plan.render(contents(plan));

    assertThat(new String(rendered.bytes(), UTF_8))
        .isEqualTo("upstream good { server 10.0.0.1:1; }\n");
    assertThat(rendered.contents().leftOut()).hasSize(2);
  }

  @Test
  void healthChooses() {
    cluster.put(
        healthy(task("a", "mixed", "10.0.0.1", 1), true),
        healthy(task("b", "mixed", "10.0.0.2", 1), false),
        task("c", "mixed", "10.0.0.3", 1),
        healthy(task("d", "sick", "10.0.0.4", 1), false));

    for (Object[] row :
        new Object[][] {
          {HealthChoice.SERVING, "mixed", "10.0.0.1,10.0.0.3"},
          {HealthChoice.SERVING, "sick", "10.0.0.4"},
          {HealthChoice.PASSING, "mixed", "10.0.0.1,10.0.0.3"},
          {HealthChoice.PASSING, "sick", ""},
          {HealthChoice.HEALTHY, "mixed", "10.0.0.1"},
          {HealthChoice.ANY, "mixed", "10.0.0.1,10.0.0.2,10.0.0.3"}
        }) {
      RenderPlan plan =
          plan(BuiltInTemplate.CASSANDRA_SEEDS, query((String) row[1], (HealthChoice) row[0]));
      assertThat(text(plan)).as("%s of %s", row[0], row[1]).isEqualTo(row[2] + "\n");
    }
  }

  @Test
  void aTaskThatIsBeingKilledIsLeftOut() {
    Task task = task("a", "app", "10.0.0.1", 1);
    Task killed = task("b", "app", "10.0.0.2", 1);
    cluster.put(task, killed.updated("TASK_KILLING", killed.running()));

    assertThat(text(plan(BuiltInTemplate.CASSANDRA_SEEDS, query("app")))).isEqualTo("10.0.0.1\n");
  }

  @Test
  void keepShowsWhatAQueryHadLast() {
    RenderPlan plan =
        plan(
            BuiltInTemplate.NGINX_UPSTREAMS.template(Set.of()),
            EmptyPolicy.KEEP,
            query("one"),
            query("two"));
    assertThat(plan.byPolicy(plan.render(contents(plan)), Contents.none()))
        .as("nothing was known")
        .isEmpty();
    Task one = task("a", "one", "10.0.0.1", 1);
    cluster.put(one, task("b", "two", "10.0.0.2", 1));
    Contents before =
        plan.byPolicy(plan.render(contents(plan)), Contents.none()).orElseThrow().contents();

    cluster.remove(one);
    cluster.put(task("c", "two", "10.0.0.3", 1));

    assertThat(
            new String(
                plan.byPolicy(plan.render(contents(plan)), before).orElseThrow().bytes(), UTF_8))
        .contains(
            "upstream one {\n    server 10.0.0.1:1;\n}",
            "upstream two {\n    server 10.0.0.2:1;\n    server 10.0.0.3:1;\n}");
  }

  @Test
  void aPlaceholderStandsForNone() {
    RenderPlan nginx =
        plan(
            BuiltInTemplate.NGINX_UPSTREAMS.template(Set.of()),
            EmptyPolicy.PLACEHOLDER,
            query("app"));
    RenderPlan haproxy =
        plan(
            BuiltInTemplate.HAPROXY_BACKENDS.template(Set.of()),
            EmptyPolicy.PLACEHOLDER,
            query("app"));

    assertThat(text(nginx)).contains("    server 127.0.0.1:1 down;\n");
    assertThat(text(haproxy)).contains("    server none 127.0.0.1:1 disabled\n");
  }

  @Test
  void anInstanceWithoutTheWrittenPortIsLeftOutAndNamed() {
    FileTemplate template =
        FileTemplate.parse(
            "t",
            "{{#app.instances}}{{endpoint}} {{/app.instances}}",
            TemplateFormat.LINES,
            Set.of("app"));
    Task none = task("b", "app", "10.0.0.2", 1);
    cluster.put(task("a", "app", "10.0.0.1", 1), none.withDiscovery(withoutPorts(none)));
    RenderPlan plan =
        plan(
            template,
            EmptyPolicy.KEEP,
            new FileQuery("app", InstanceFilter.ALL.withName("app"), HealthChoice.ANY));

    assertThat(text(plan)).isEqualTo("10.0.0.1:1 ");
    assertThat(contents(plan).leftOut())
        .extracting(LeftOut::why)
        .containsExactly(
            "it has no port, and the template writes one; name the port in its DiscoveryInfo");
  }

  private static io.herald.catalog.model.Discovery withoutPorts(Task task) {
    io.herald.catalog.model.Discovery discovery = task.discovery().orElseThrow();
    return new io.herald.catalog.model.Discovery(
        discovery.name(), "", "", "", "EXTERNAL", List.of(), Map.of());
  }

  /** The same instances make the same bytes, in whatever order they came and however often. */
  @Test
  void bytesDependOnTheInstancesAlone() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      tasks.add(
          task(
              "t" + i,
              "app" + random.nextInt(3),
              "10.0.0." + random.nextInt(8),
              31000 + random.nextInt(4),
              Map.of("a", "1", "b", "" + random.nextInt(3), "c", "3")));
    }
    RenderPlan plan =
        plan(
            BuiltInTemplate.PROMETHEUS_FILE_SD,
            new FileQuery("all", InstanceFilter.ALL, HealthChoice.ANY));
    cluster.put(tasks.toArray(Task[]::new));
    String expected = text(plan);

    for (int round = 0; round < 20; round++) {
      Collections.shuffle(tasks, random);
      try (ClusterUnderTest other = new ClusterUnderTest()) {
        for (Task task : tasks) {
          other.put(task);
        }
        Task gone = tasks.get(0);
        other.remove(gone);
        other.put(gone);
        assertThat(
                new String(
                    plan.render(plan.contents(other.live().read(plan::find))).bytes(), UTF_8))
            .as("seed %s", seed)
            .isEqualTo(expected);
      }
    }
  }
}
