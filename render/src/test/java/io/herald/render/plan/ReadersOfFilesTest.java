package io.herald.render.plan;

import static io.herald.render.ClusterUnderTest.task;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.render.ClusterUnderTest;
import io.herald.render.config.EmptyPolicy;
import io.herald.render.config.FileQuery;
import io.herald.render.config.FileSpec;
import io.herald.render.config.HealthChoice;
import io.herald.render.template.BuiltInTemplate;
import io.herald.services.instance.Publication;
import io.herald.watch.InstanceFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the programs themselves say of files from built-in templates; nginx has a test of its own.
 */
class ReadersOfFilesTest {

  @TempDir Path folder;

  /** Instances with whatever ids, weights and priorities, and a query that finds none. */
  private Path rendered(BuiltInTemplate template) throws Exception {
    FileSpec spec =
        new FileSpec(
            folder.resolve("file"),
            template.template(Set.of()),
            List.of(query("my-app"), query("none")),
            Map.of(),
            EmptyPolicy.PLACEHOLDER,
            "127.0.0.1:1",
            Set.of(),
            Optional.empty(),
            Optional.empty());
    RenderPlan plan = new RenderPlan(spec, new Selection(Publication.DEFAULT, List.of()));
    try (ClusterUnderTest cluster = new ClusterUnderTest()) {
      cluster.put(
          task("my-app.0001", "my-app", "10.0.0.1", 31000, Map.of("io.herald.dns.weight", "256")),
          task("it's $HOME; `id`\nbackend x", "my-app", "10.0.0.2", 31001),
          task("c", "my-app", "fd00::3", 31002, Map.of("io.herald.dns.priority", "9")));
      return Files.write(
          folder.resolve("file"),
          plan.render(plan.contents(cluster.live().read(plan::find))).bytes());
    }
  }

  private static FileQuery query(String name) {
    return new FileQuery(
        name, InstanceFilter.ALL.withName(name).withPortName("http"), HealthChoice.SERVING);
  }

  @Test
  void haproxyTakesItsBackends() throws Exception {
    Path base =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            """
            defaults
              mode http
              timeout connect 1s
              timeout client 1s
              timeout server 1s
            frontend web
              bind 127.0.0.1:18099
              default_backend my-app
            """);
    Path file = rendered(BuiltInTemplate.HAPROXY_BACKENDS);

    String said = run(0, "/usr/sbin/haproxy", "-c", "-f", base.toString(), "-f", file.toString());

    assertThat(said).doesNotContain("WARNING", "ALERT");
    assertThat(Files.readString(file))
        .contains(
            "[fd00:0:0:0:0:0:0:3]:31002 weight 1 backup check", "server none 127.0.0.1:1 disabled");
  }

  @Test
  void shellsReadTheVariables() throws Exception {
    Path file = rendered(BuiltInTemplate.ENV);

    assertThat(run(0, "sh", "-euc", ". " + file + "; echo \"$MY_APP_ENDPOINTS $NONE_ADDRESSES\""))
        .isEqualTo("10.0.0.1:31000,10.0.0.2:31001,[fd00:0:0:0:0:0:0:3]:31002 127.0.0.1\n");
  }

  @Test
  void prometheusTakesItsTargets() throws Exception {
    Path file = rendered(BuiltInTemplate.PROMETHEUS_FILE_SD);
    Path targets = Files.move(file, folder.resolve("targets.json"));
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            "scrape_configs: [{job_name: herald, file_sd_configs: [{files: [targets.json]}]}]\n");

    assertThat(run(0, "promtool", "check", "config", config.toString())).contains("SUCCESS");
    assertThat(targets).exists();
  }

  private String run(int expected, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(folder.resolve("out"), UTF_8);
    assertThat(process.exitValue()).as(said).isEqualTo(expected);
    return said;
  }
}
