package io.herald.render.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.watch.InstanceFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RenderConfigFileTest {

  private static final String GOOD =
      """
      quiet_secs: 0.25
      min_interval_secs: 3
      history: 7
      state_folder: state
      files:
        - target: conf.d/app.conf
          template: nginx-upstreams
          queries:
            app: {name: app, framework: marathon, environment: prod, port: http, health: passing}
            all: {}
          empty: placeholder
          placeholder: "[::1]:9"
          values: {domain: example.com}
          mode: "0640"
          check:
            command: [nginx, -t, -c, "{around}"]
            around: |
              events {}
              http { include {file}; }
            timeout_secs: 5
          reload: [nginx, -s, reload]
        - target: /etc/hosts.d/app
          template_file: own.mustache
          format: hosts
          queries: {some: {prefix: app-, role: www, agent: host1, q: blue}}
          reload: {command: "killall -HUP dnsmasq", shell: true, timeout_secs: 2.5}
      """;

  @TempDir Path folder;

  private RenderConfig read(String name, String text) throws Exception {
    Files.writeString(
        folder.resolve("own.mustache"), "{{#some.instances}}{{address}}{{/some.instances}}");
    return RenderConfigFile.read(Files.writeString(folder.resolve(name), text));
  }

  @Test
  void everyFieldIsRead() throws Exception {
    RenderConfig config = read("render.yaml", GOOD);

    assertThat(config.quiet()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.leastInterval()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.history()).isEqualTo(7);
    assertThat(config.stateFolder()).contains(folder.resolve("state"));
    FileSpec one = config.files().get(0);
    assertThat(one.target()).isEqualTo(folder.resolve("conf.d/app.conf"));
    assertThat(one.queries())
        .containsExactly(
            new FileQuery(
                "app",
                InstanceFilter.ALL
                    .withName("app")
                    .withFramework("marathon")
                    .withEnvironment("prod")
                    .withPortName("http"),
                HealthChoice.PASSING),
            new FileQuery("all", InstanceFilter.ALL, HealthChoice.SERVING));
    assertThat(one.empty()).isEqualTo(EmptyPolicy.PLACEHOLDER);
    assertThat(one.placeholder()).isEqualTo("[::1]:9");
    assertThat(one.values()).isEqualTo(Map.of("domain", "example.com"));
    assertThat(one.mode()).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(one.check().orElseThrow().command().words())
        .containsExactly("nginx", "-t", "-c", "{around}");
    assertThat(one.check().orElseThrow().command().timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(one.check().orElseThrow().around())
        .contains("events {}\nhttp { include {file}; }\n");
    assertThat(one.reload().orElseThrow().timeout()).isEqualTo(Duration.ofSeconds(30));
    FileSpec other = config.files().get(1);
    assertThat(other.queries().get(0).filter())
        .isEqualTo(
            InstanceFilter.ALL
                .withNamePrefix("app-")
                .withRole("www")
                .withAgent("host1")
                .withQuery("blue"));
    assertThat(other.reload().orElseThrow().shell()).isTrue();
    assertThat(other.reload().orElseThrow().words()).isEqualTo(List.of("killall -HUP dnsmasq"));
    assertThat(other.empty()).isEqualTo(EmptyPolicy.KEEP);
    assertThat(other.check()).isEqualTo(Optional.empty());
  }

  @Test
  void theExamplesAreRead() {
    Path examples = Path.of("..", "examples", "render");

    assertThat(RenderConfigFile.read(examples.resolve("nginx.yaml")).files())
        .extracting(FileSpec::target)
        .containsExactly(Path.of("/etc/nginx/conf.d/herald-upstreams.conf"));
    assertThat(RenderConfigFile.read(examples.resolve("cassandra.yaml")).files()).hasSize(2);
  }

  @Test
  void theDefaultsAreTheSpecifications() throws Exception {
    RenderConfig config =
        read(
            "render.json",
            """
            {"files": [{"target": "a", "template": "env", "queries": {"app": {"name": "app"}}}]}
            """);

    assertThat(config.quiet()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.leastInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.history()).isEqualTo(5);
    assertThat(config.stateFolder()).isEmpty();
    assertThat(config.files().get(0).mode())
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
  }

  static Stream<Arguments> mistakes() {
    String file = "files:\n  - target: a\n    template: env\n    queries: {app: {name: app}}\n";
    // The file; all that is told, after the file's name.
    return Stream.of(
        Arguments.of("", List.of(":1: nothing stands here; write a mapping with files: […]")),
        Arguments.of("files: []", List.of(":1: files: it is empty; write one file at least")),
        Arguments.of(
            "quiet_secs: 0\nmin_interval_secs: -1\nhistory: 2000\nfile: []\n" + file,
            List.of(
                ":1: quiet_secs: it must be 0.01 to 3600 seconds",
                ":2: min_interval_secs: it must be 0 to 3600 seconds",
                ":3: history: it must be 0 to 1000 versions",
                ":4: file: unknown field; did you mean \"files\"?")),
        Arguments.of(
            "files:\n  - template: nginx\n",
            List.of(
                ":2: files[0].target: it is missing; add it",
                ":2: files[0].queries: it is missing; add it",
                ":2: files[0].template: \"nginx\" is not a template; write one of nginx-upstreams,")),
        Arguments.of(
            file + "    template_file: x\n",
            List.of(":5: files[0].template_file: write one of the two: template, one of")),
        Arguments.of(
            file.replace("template: env", "template_file: own.mustache"),
            List.of(":2: files[0].format: it is missing; write what the template makes")),
        Arguments.of(
            file.replace("template: env", "template_file: own.mustache\n    format: html"),
            List.of(
                ":4: files[0].format: \"html\" is not a format; write nginx, haproxy",
                "own.mustache:1: \"some\" is not a name here")),
        Arguments.of(
            file.replace("template: env", "template_file: none\n    format: raw"),
            List.of(": there is no such file; check the path")),
        Arguments.of(
            file.replace("{app: {name: app}}", "{1app: {name: app}, queries: {nam: x}}"),
            List.of(
                ":4: files[0].queries.1app: a query's name begins with a letter",
                ":4: files[0].queries.queries: a query's name begins with a letter",
                ":4: files[0].queries.queries.nam: unknown field; did you mean \"name\"?")),
        Arguments.of(
            file.replace("{name: app}", "{name: app, health: good}"),
            List.of(
                ":4: files[0].queries.app.health: \"good\" is not a choice by health; write serving,")),
        Arguments.of(
            file + "    empty: none\n    placeholder: here\n    mode: 9\n",
            List.of(
                ":5: files[0].empty: \"none\" is not a policy; write keep, render-empty or"
                    + " placeholder",
                ":6: files[0].placeholder: \"here\" is not host:port; write 127.0.0.1:1",
                ":7: files[0].mode: \"9\" is not a mode; write three octal digits")),
        Arguments.of(
            file + "    check: [nginx, -t]\n    reload: nginx -s reload\n",
            List.of(
                ":5: files[0].check: it doesn't name the new file, and would judge the old one",
                ":6: files[0].reload: the text \"nginx -s reload\" stands here; write a list of words,")),
        Arguments.of(
            file
                + "    check: {command: [a, '{around}']}\n    reload: {shell: true, timeout_secs: 0}\n",
            List.of(
                ":5: files[0].check.command: it names {around}, and there is no around",
                ":6: files[0].reload.timeout_secs: it must be above 0",
                ":6: files[0].reload.command: it is missing; add it")),
        Arguments.of(
            file + file.substring(7),
            List.of(" is the target of files[0] too; write each file once")));
  }

  @ParameterizedTest(name = "row {index}: {1}")
  @MethodSource("mistakes")
  void everyMistakeIsToldWithFileLineFieldAndRemedy(String text, List<String> told) {
    assertThatThrownBy(() -> read("render.yaml", text))
        .isInstanceOf(RenderConfigException.class)
        .satisfies(
            e -> {
              List<String> errors = ((RenderConfigException) e).errors();
              assertThat(told)
                  .allSatisfy(
                      one ->
                          assertThat(errors).anySatisfy(error -> assertThat(error).contains(one)));
              assertThat(errors)
                  .allSatisfy(error -> assertThat(error).startsWith(folder + "/render.yaml:"));
            });
  }
}
