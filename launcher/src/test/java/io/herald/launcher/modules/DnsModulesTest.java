package io.herald.launcher.modules;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.server.DnsService;
import io.herald.dns.server.ServiceModule;
import io.herald.runtime.time.MonotonicClock;
import io.herald.settings.SectionSettings;
import io.herald.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What stands beside DNS in {@code herald dns}. */
class DnsModulesTest {

  private static List<ServiceModule<?>> modules() throws SettingsException {
    SectionSettings settings =
        new DnsConfigReader(DnsModules.SECTIONS)
            .options(Map.of("masters", "127.0.0.1:5050"))
            .read()
            .modules();
    return DnsModules.create(settings, MonotonicClock.startingNow());
  }

  @Test
  void everyMetricOfAModuleIsInTheDocumentation() throws Exception {
    StringBuilder pages = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("../docs"))) {
      for (Path page : files.filter(file -> file.toString().endsWith(".md")).toList()) {
        pages.append(Files.readString(page));
      }
    }
    List<ServiceModule<?>> modules = modules();
    try {
      assertThat(modules.stream().flatMap(module -> module.metrics().stream()))
          .isNotEmpty()
          .allSatisfy(row -> assertThat(pages).containsPattern("`" + row.name() + "[`{]"));
    } finally {
      modules.forEach(ServiceModule::close);
    }
  }

  @Test
  void withoutRenderedFilesNoThreadWaitsForThem() throws Exception {
    DnsConfig config =
        new DnsConfigReader(DnsModules.SECTIONS)
            .options(
                Map.of(
                    "masters", "127.0.0.1:1",
                    "listener", "127.0.0.1",
                    "port", "0",
                    "http-listener", "127.0.0.1",
                    "http-port", "0",
                    "external-on", "false"))
            .read();
    Clock clock = MonotonicClock.startingNow();
    try (DnsService dns =
        new DnsService(config, DnsModules.create(config.modules(), clock), clock)) {
      dns.start();

      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("render"));
    }
  }

  @Test
  void theParametersOfEveryModuleAreRead() throws Exception {
    List<ServiceModule<?>> modules = modules();
    try {
      assertThat(modules)
          .allSatisfy(module -> assertThat(DnsModules.SECTIONS).contains(module.parameters()));
      assertThat(modules.stream().map(ServiceModule::name)).doesNotHaveDuplicates();
    } finally {
      modules.forEach(ServiceModule::close);
    }
  }

  @Test
  void theFirstPageNamesTheApiTheStreamAndThePage() throws Exception {
    List<ServiceModule<?>> modules = modules();
    try {
      List<String> lines =
          modules.stream()
              .flatMap(module -> module.routes().stream())
              .flatMap(group -> group.overview().stream())
              .toList();
      assertThat(lines).allSatisfy(line -> assertThat(line).matches("/.{20} \\S.+"));
      assertThat(lines.stream().map(line -> line.substring(0, 22).strip()))
          .containsExactly("/v2", "/v2/watch", "/ in a browser");
    } finally {
      modules.forEach(ServiceModule::close);
    }
  }
}
