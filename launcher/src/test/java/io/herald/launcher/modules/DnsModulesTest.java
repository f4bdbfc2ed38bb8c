package io.herald.launcher.modules;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.server.ServiceModule;
import io.herald.runtime.time.MonotonicClock;
import io.herald.settings.SectionSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stands beside DNS in {@code herald dns}. */
class DnsModulesTest {

  @Test
  void theParametersOfEveryModuleAreRead() throws Exception {
    SectionSettings settings =
        new DnsConfigReader(DnsModules.SECTIONS)
            .options(Map.of("masters", "127.0.0.1:5050"))
            .read()
            .modules();
    List<ServiceModule<?>> modules = DnsModules.create(settings, MonotonicClock.startingNow());
    try {
      assertThat(modules)
          .allSatisfy(module -> assertThat(DnsModules.SECTIONS).contains(module.parameters()));
      assertThat(modules.stream().map(ServiceModule::name)).doesNotHaveDuplicates();
    } finally {
      modules.forEach(ServiceModule::close);
    }
  }
}
